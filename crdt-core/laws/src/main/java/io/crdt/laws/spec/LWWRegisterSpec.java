package io.crdt.laws.spec;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.clock.Timestamp;
import io.crdt.laws.CrdtSpec;
import io.crdt.laws.History;
import io.crdt.laws.HistoryEvent;
import io.crdt.laws.Mutator;
import io.crdt.laws.Oracle;
import io.crdt.type.LWWRegister;
import java.util.Comparator;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * {@link LWWRegister}: of the writes that no later write or clearing has seen, the one with the greatest time counts, and
 * among those of one time the one of the greatest origin.
 */
public record LWWRegisterSpec() implements CrdtSpec<LWWRegister<Integer>> {

    private static final int VALUES = 100;
    private static final Comparator<HistoryEvent<?>> LATEST =
            Comparator.<HistoryEvent<?>, Timestamp>comparing(HistoryEvent::time).thenComparing(HistoryEvent::id);

    /** {@link LWWRegister#set}. */
    public record Assign(int value) implements Mutator<LWWRegister<Integer>> {
        @Override
        public Delta<LWWRegister<Integer>> apply(LWWRegister<Integer> register, ReplicaContext me) {
            return register.set(me, value);
        }

        @Override
        public String toString() {
            return "set(" + value + ")";
        }
    }

    /** {@link LWWRegister#clear}. */
    public record Clear() implements Mutator<LWWRegister<Integer>> {
        @Override
        public Delta<LWWRegister<Integer>> apply(LWWRegister<Integer> register, ReplicaContext me) {
            return register.clear(me);
        }

        @Override
        public String toString() {
            return "clear()";
        }
    }

    @Override
    public LWWRegister<Integer> empty() {
        return LWWRegister.empty();
    }

    @Override
    public Mutator<LWWRegister<Integer>> randomOperation(RandomGenerator random) {
        return random.nextInt(3) < 2 ? new Assign(random.nextInt(VALUES)) : new Clear();
    }

    @Override
    public Optional<Oracle<LWWRegister<Integer>, Mutator<LWWRegister<Integer>>>> oracle() {
        return Optional.of(Oracle.of(LWWRegister::get, LWWRegisterSpec::last));
    }

    private static Optional<Integer> last(History<Mutator<LWWRegister<Integer>>> visible) {
        return visible.of(Assign.class::isInstance)
                .filter(write -> !visible.wasSeenBy(write, later -> true))
                .max(LATEST)
                .map(write -> ((Assign) write.operation()).value());
    }
}

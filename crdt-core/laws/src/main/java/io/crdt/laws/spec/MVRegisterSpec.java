package io.crdt.laws.spec;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.laws.CrdtSpec;
import io.crdt.laws.History;
import io.crdt.laws.Mutator;
import io.crdt.laws.Oracle;
import io.crdt.type.MVRegister;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** {@link MVRegister}: what was written and no later write or clearing has seen. */
public record MVRegisterSpec() implements CrdtSpec<MVRegister<String>> {

    private static final List<String> VALUES = List.of("a", "b", "c");

    /** {@link MVRegister#set}. */
    public record Assign(String value) implements Mutator<MVRegister<String>> {
        @Override
        public Delta<MVRegister<String>> apply(MVRegister<String> register, ReplicaContext me) {
            return register.set(me, value);
        }

        @Override
        public String toString() {
            return "set(" + value + ")";
        }
    }

    /** {@link MVRegister#clear}. */
    public record Clear() implements Mutator<MVRegister<String>> {
        @Override
        public Delta<MVRegister<String>> apply(MVRegister<String> register, ReplicaContext me) {
            return register.clear(me);
        }

        @Override
        public String toString() {
            return "clear()";
        }
    }

    @Override
    public MVRegister<String> empty() {
        return MVRegister.empty();
    }

    @Override
    public Mutator<MVRegister<String>> randomOperation(RandomGenerator random) {
        return random.nextInt(3) < 2 ? new Assign(VALUES.get(random.nextInt(VALUES.size()))) : new Clear();
    }

    @Override
    public Optional<Oracle<MVRegister<String>, Mutator<MVRegister<String>>>> oracle() {
        return Optional.of(Oracle.of(MVRegister::values, MVRegisterSpec::unseen));
    }

    private static Object unseen(History<Mutator<MVRegister<String>>> visible) {
        return visible.of(Assign.class::isInstance)
                .filter(write -> !visible.wasSeenBy(write, later -> true))
                .map(write -> ((Assign) write.operation()).value())
                .collect(Collectors.toSet());
    }
}

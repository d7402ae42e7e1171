package io.crdt.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.replica.Change;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;

/** One object at two replicas that meet when they are told to. The clock of {@code there} is an hour ahead. */
final class Meeting<S extends Crdt<S, ?>> {

    private static final long NOW = 1_700_000_000_000L;
    private static final long HOUR = 3_600_000;

    final Key<S> key;
    final Replica here = replica(1, NOW);
    final Replica there = replica(2, NOW + HOUR);

    Meeting(Type<S> type) {
        key = Key.of("object", type);
    }

    private static Replica replica(long seed, long now) {
        return new Replica(
                new ReplicaId(0, seed, "r" + seed), ReplicaState.empty(), new SplittableRandom(seed), () -> now);
    }

    @CanIgnoreReturnValue
    Meeting<S> here(BiFunction<S, ReplicaContext, Delta<S>> mutator) {
        here.update(key, mutator);
        return this;
    }

    @CanIgnoreReturnValue
    Meeting<S> there(BiFunction<S, ReplicaContext, Delta<S>> mutator) {
        there.update(key, mutator);
        return this;
    }

    /** Makes both equal and returns what they have. */
    @CanIgnoreReturnValue
    S meet() {
        assertTrue(there.apply(here.state().deltaSince(there.context())));
        assertTrue(here.apply(there.state().deltaSince(here.context())));
        assertEquals(here.state(), there.state());
        return value();
    }

    S value() {
        return here.get(key);
    }

    /** Collects what a watcher of {@code here} is told from now on. */
    List<Change<S>> watch() {
        List<Change<S>> changes = new ArrayList<>();
        here.watch(key, changes::add);
        return changes;
    }

    /** Makes the update, which has to be refused without a trace, and returns what it was refused with. */
    @CanIgnoreReturnValue
    <X extends Throwable> X refused(Class<X> type, BiFunction<S, ReplicaContext, Delta<S>> mutator) {
        ReplicaState before = here.state();
        X refusal = assertThrows(type, () -> here.update(key, mutator));
        assertEquals(before, here.state());
        return refusal;
    }
}

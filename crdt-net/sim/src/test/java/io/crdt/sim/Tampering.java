package io.crdt.sim;

import io.crdt.causal.Entry;
import io.crdt.laws.CrdtSpec;
import io.crdt.laws.Mutator;
import io.crdt.laws.Oracle;
import io.crdt.laws.spec.GCounterSpec;
import io.crdt.protocol.Message.Push;
import io.crdt.replica.StateDelta;
import io.crdt.replica.StateDelta.ObjectEntries;
import io.crdt.type.GCounter;
import io.crdt.type.Stamped;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** What tests break: deltas on their way, and what is said of a type. */
final class Tampering {

    private Tampering() {}

    /** Returns a wire that changes all deltas. */
    static Wire pushes(UnaryOperator<StateDelta> change) {
        return message -> message instanceof Push push ? new Push(change.apply(push.delta())) : message;
    }

    static StateDelta with(StateDelta delta, List<ObjectEntries> objects) {
        return new StateDelta(delta.from(), delta.to(), objects, delta.removals(), delta.chains(), delta.survivors());
    }

    static StateDelta withoutEntries(StateDelta delta) {
        return with(delta, List.of());
    }

    static StateDelta withoutRemovals(StateDelta delta) {
        return new StateDelta(delta.from(), delta.to(), delta.objects(), List.of(), delta.chains(), delta.survivors());
    }

    /** Changes what each entry holds. */
    static StateDelta entries(StateDelta delta, UnaryOperator<Entry> change) {
        return with(
                delta,
                delta.objects().stream()
                        .map(object -> new ObjectEntries(
                                object.id(),
                                object.entries().stream().map(change).toList()))
                        .toList());
    }

    /** Returns the entry with a later time, if it has one. */
    static Entry later(Entry entry) {
        return entry.payload() instanceof Stamped<?> stamped
                ? new Entry(entry.path(), entry.dot(), new Stamped<>(stamped.packedTime() + 1, stamped.value()))
                : entry;
    }

    /**
     * Increments, described by an oracle that counts something else.
     *
     * @param more how many more than there are increments
     */
    record Miscounted(int more) implements CrdtSpec<GCounter> {
        private static final GCounterSpec RIGHT = new GCounterSpec();

        @Override
        public GCounter empty() {
            return RIGHT.empty();
        }

        @Override
        public Mutator<GCounter> randomOperation(RandomGenerator random) {
            return RIGHT.randomOperation(random);
        }

        @Override
        public Optional<Oracle<GCounter, Mutator<GCounter>>> oracle() {
            return Optional.of(Oracle.of(
                    GCounter::value, visible -> (long) visible.events().size() + more));
        }
    }
}

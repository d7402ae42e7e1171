package io.crdt.laws.spec;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.laws.CrdtSpec;
import io.crdt.laws.History;
import io.crdt.laws.Mutator;
import io.crdt.laws.Oracle;
import io.crdt.laws.Reset;
import java.util.Comparator;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What the descriptions of the registers that keep the best offer have in common: of all offers that were the best when
 * they were made and that no reset has seen, the best.
 *
 * @param <S> the type of the register
 */
public interface OfferSpec<S extends Crdt<S, ?>> extends CrdtSpec<S> {

    /** Random offers are of as many values, from 0 on. */
    int VALUES = 20;

    /** An offer. */
    record Offer<S extends Crdt<S, ?>>(OfferSpec<S> type, int value) implements Mutator<S> {
        @Override
        public Delta<S> apply(S register, ReplicaContext me) {
            return type.offer(register, me, value);
        }

        @Override
        public String toString() {
            return "offer(" + value + ")";
        }
    }

    /** Calls the mutator. */
    Delta<S> offer(S register, ReplicaContext me, int value);

    /** Calls the reading. */
    Optional<Integer> get(S register);

    /** Returns the order in which the best is the greatest. */
    Comparator<Integer> order();

    @Override
    default Mutator<S> randomOperation(RandomGenerator random) {
        return random.nextInt(6) == 0 ? new Reset<>() : new Offer<>(this, random.nextInt(VALUES));
    }

    @Override
    default Optional<Oracle<S, Mutator<S>>> oracle() {
        return Optional.of(Oracle.of(this::get, this::best));
    }

    private Optional<Integer> best(History<Mutator<S>> visible) {
        return visible.of(Offer.class::isInstance)
                .filter(event -> !event.taken().isEmpty())
                .filter(event -> !visible.wasSeenBy(event, Reset.class::isInstance))
                .map(event -> ((Offer<?>) event.operation()).value())
                .max(order());
    }
}

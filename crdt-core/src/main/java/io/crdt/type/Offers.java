package io.crdt.type;

import io.crdt.causal.Delta;
import io.crdt.causal.DotFun;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/** What the registers have in common that keep the best offer, whatever <i>best</i> is. */
final class Offers {

    private Offers() {}

    /** Returns the best of all offers; nothing if there was none. */
    static <T> Optional<T> best(DotFun<T> offers, Comparator<? super T> order) {
        return Optional.ofNullable(Greatest.of(offers, order));
    }

    /**
     * Returns the best offer as text; all of them if they are of classes that are not compared, since a text is for people
     * who look why.
     */
    static <T> String text(DotFun<T> offers, Comparator<? super T> order) {
        try {
            return best(offers, order).map(Object::toString).orElse("empty");
        } catch (ClassCastException e) {
            return offers.toString();
        }
    }

    /** Makes the value the best offer if it is; else nothing happens. */
    static <S, T> Delta<S> offer(DotFun<T> offers, ReplicaContext me, T value, Comparator<? super T> order) {
        Objects.requireNonNull(value, "a value of a convergent type must not be null");
        T before = Greatest.of(offers, order);
        boolean isBest = before == null || Greatest.compare(order, value, before) > 0;
        return isBest ? Delta.write(Path.end(), me.nextDot(), value, offers) : Delta.none();
    }
}

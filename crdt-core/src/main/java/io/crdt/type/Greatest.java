package io.crdt.type;

import io.crdt.causal.Dot;
import io.crdt.causal.DotFun;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** Finds the greatest value of several; of those that compare as equal and are not, the one of the greatest dot. */
final class Greatest<T> {

    private final Comparator<? super T> order;
    private @Nullable Dot dot;
    private @Nullable T value;

    private Greatest(Comparator<? super T> order) {
        this.order = order;
    }

    /** Returns the greatest value, or null if there is none. */
    static <T> @Nullable T of(DotFun<T> values, Comparator<? super T> order) {
        Greatest<T> greatest = new Greatest<>(order);
        values.forEach(greatest::see);
        return greatest.value;
    }

    private void see(Dot candidateDot, T candidate) {
        if (value == null || dot == null || isBefore(value, dot, candidate, candidateDot)) {
            dot = candidateDot;
            value = candidate;
        }
    }

    /**
     * Compares two values of one object.
     *
     * @throws ClassCastException if they are of classes that are not compared, with both names
     */
    static <T> int compare(Comparator<? super T> order, T one, T other) {
        try {
            return order.compare(one, other);
        } catch (ClassCastException e) {
            Class<?> found = ((Object) one).getClass();
            Class<?> expected = ((Object) other).getClass();
            if (found == expected) {
                throw e;
            }
            ClassCastException explained = new ClassCastException("a " + found.getName() + " cannot be compared with a "
                    + expected.getName() + ": replicas use one name with two classes of values; a reset removes both");
            explained.initCause(e);
            throw explained;
        }
    }

    private boolean isBefore(T lower, Dot lowerDot, T upper, Dot upperDot) {
        int byValue = compare(order, lower, upper);
        return byValue != 0 ? byValue < 0 : lowerDot.compareTo(upperDot) < 0;
    }
}

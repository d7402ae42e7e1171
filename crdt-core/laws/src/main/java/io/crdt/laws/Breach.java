package io.crdt.laws;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** That a law does not hold, and where; {@link Laws} makes a {@link LawViolation} of it. */
final class Breach extends RuntimeException {

    private final int step;

    Breach(int step, String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.step = step;
    }

    static void unless(boolean holds, int step, Supplier<String> message) {
        if (!holds) {
            throw new Breach(step, message.get(), null);
        }
    }

    /** Requires two states to be equal, that is also to have the same hash. */
    static void unlessEqual(Object left, Object right, int step, String what) {
        unless(left.equals(right), step, () -> {
            Alike alike = Alike.apart(left, right);
            return what + "\n  left:  " + alike.left() + "\n  right: " + alike.right();
        });
        unless(left.hashCode() == right.hashCode(), step, () -> what + ", but for their hash codes: " + left);
    }

    int step() {
        return step;
    }
}

package io.crdt.causal;

import io.crdt.internal.Unchanging;
import java.util.Objects;

/**
 * Where in a dot store a dot lives: the keys of the nested {@link DotMap}s and the sides of
 * {@link DotPair}s, outermost first.
 *
 * <p>Deltas name the place of every dot they speak of, so applying one costs what the delta is large, not what the state
 * is.
 */
public sealed interface Path permits Path.End, Path.Step {

    /** Returns the path into a {@link DotSet} or {@link DotFun}: no step at all. */
    static Path end() {
        return End.END;
    }

    /** Returns the path of one step. */
    static Path of(Object key) {
        return new Step(key, end());
    }

    /** Returns the path that first takes {@code key} and then goes on as this one. */
    default Path under(Object key) {
        return new Step(key, this);
    }

    /** Returns how many steps there are. */
    int length();

    /** No step left. */
    enum End implements Path {
        END;

        @Override
        public int length() {
            return 0;
        }
    }

    /**
     * One step and what follows it.
     *
     * @param key the key to take in a {@link DotMap}, or the side of a {@link DotPair}
     * @param rest the path from there on
     */
    record Step(Object key, Path rest) implements Path {
        public Step {
            Objects.requireNonNull(key, "a key or element of a convergent type must not be null");
            key = Unchanging.copyOf(key);
        }

        @Override
        public int length() {
            return 1 + rest.length();
        }

        @Override
        public String toString() {
            return rest == End.END ? "/" + key : "/" + key + rest;
        }
    }
}

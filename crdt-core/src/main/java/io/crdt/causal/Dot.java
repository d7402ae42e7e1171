package io.crdt.causal;

import java.util.function.Consumer;

/**
 * The name of one mutation: the {@code seq}-th of an incarnation. A dot is also the {@link DotSet} of just itself, which
 * makes the common case of a dot store, one dot an element, as small as it can be.
 *
 * @param origin the incarnation that made the mutation
 * @param seq its number there, from 1 on without gaps
 */
public record Dot(Incarnation origin, long seq) implements DotSet, Comparable<Dot> {

    public Dot {
        if (seq < 1) {
            throw new IllegalArgumentException("a dot's seq must be at least 1, but is " + seq);
        }
    }

    @Override
    public int compareTo(Dot other) {
        int byOrigin = origin.compareTo(other.origin);
        return byOrigin != 0 ? byOrigin : Long.compare(seq, other.seq);
    }

    @Override
    public boolean contains(Dot dot) {
        return equals(dot);
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public void forEachDot(Consumer<? super Dot> action) {
        action.accept(this);
    }

    @Override
    public final boolean equals(Object other) {
        return this == other || other instanceof Dot dot && seq == dot.seq && origin.equals(dot.origin);
    }

    @Override
    public int hashCode() {
        return 31 * origin.hashCode() + Long.hashCode(seq);
    }

    @Override
    public String toString() {
        return origin + ":" + seq;
    }
}

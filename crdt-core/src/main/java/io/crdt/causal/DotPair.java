package io.crdt.causal;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Two dot stores side by side: the store of a type with two parts, and, a pair within a pair, of one with more.
 *
 * @param first one part
 * @param second the other part
 * @param <A> the type of the one
 * @param <B> the type of the other
 */
public record DotPair<A extends DotStore<A>, B extends DotStore<B>>(A first, B second)
        implements DotStore<DotPair<A, B>> {

    /** The step of a path into a pair. */
    public enum Side {
        FIRST,
        SECOND
    }

    @Override
    public boolean isEmpty() {
        return first.isEmpty() && second.isEmpty();
    }

    @Override
    public DotPair<A, B> bottom() {
        return new DotPair<>(first.bottom(), second.bottom());
    }

    @Override
    public DotPair<A, B> join(DotPair<A, B> other, Coverage mine, Coverage theirs) {
        return with(first.join(other.first, mine, theirs), second.join(other.second, mine, theirs));
    }

    @Override
    public DotPair<A, B> with(Path path, Dot dot, Object payload, DotSet replaced) {
        Path.Step step = step(path);
        return step.key() == Side.FIRST
                ? with(first.with(step.rest(), dot, payload, replaced), second)
                : with(first, second.with(step.rest(), dot, payload, replaced));
    }

    @Override
    public DotPair<A, B> without(Path path, Dot dot) {
        Path.Step step = step(path);
        return step.key() == Side.FIRST
                ? with(first.without(step.rest(), dot), second)
                : with(first, second.without(step.rest(), dot));
    }

    @Override
    public @Nullable Object payload(Path path, Dot dot) {
        Path.Step step = step(path);
        return step.key() == Side.FIRST ? first.payload(step.rest(), dot) : second.payload(step.rest(), dot);
    }

    @Override
    public DotSet dotsAt(Path path) {
        if (!(path instanceof Path.Step step && step.key() instanceof Side side)) {
            return DotSet.empty();
        }
        return side == Side.FIRST ? first.dotsAt(step.rest()) : second.dotsAt(step.rest());
    }

    @Override
    public void forEachDot(Consumer<? super Dot> action) {
        first.forEachDot(action);
        second.forEachDot(action);
    }

    @Override
    public void forEachEntry(Consumer<? super Entry> action) {
        first.forEachEntry(entry -> action.accept(entry.under(Side.FIRST)));
        second.forEachEntry(entry -> action.accept(entry.under(Side.SECOND)));
    }

    private DotPair<A, B> with(A newFirst, B newSecond) {
        return newFirst == first && newSecond == second ? this : new DotPair<>(newFirst, newSecond);
    }

    private static Path.Step step(Path path) {
        if (path instanceof Path.Step step && step.key() instanceof Side) {
            return step;
        }
        throw new IllegalArgumentException(
                "the path into a pair goes through one of its sides, but is \"" + path + "\"");
    }
}

package io.crdt.causal;

import java.util.Arrays;
import java.util.Collection;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A set of dots: the dot store of a flag, and of one element of an observed-remove set. */
public sealed interface DotSet extends DotStore<DotSet> permits Dot, DotArray, DotTree {

    /** Returns the set without a dot. */
    static DotSet empty() {
        return DotArray.EMPTY;
    }

    /** Returns the set of the dots, in time O(n · log n). */
    static DotSet of(Collection<Dot> dots) {
        return DotArray.of(new TreeSet<>(dots).toArray(Dot[]::new));
    }

    /** Tells whether the dot is in this set. */
    boolean contains(Dot dot);

    /** Returns the number of dots. */
    int size();

    @Override
    default boolean isEmpty() {
        return size() == 0;
    }

    @Override
    default DotSet bottom() {
        return empty();
    }

    @Override
    default DotSet join(DotSet other, Coverage mine, Coverage theirs) {
        if (this == other) {
            return this;
        }
        if (this instanceof Dot my && other instanceof Dot their) {
            return switch (Alive.afterJoin(my.origin(), my.seq(), their.origin(), their.seq(), mine, theirs)) {
                case MINE -> this;
                case THEIRS -> other;
                case BOTH -> DotArray.of(new Dot[] {my, their});
                case NEITHER -> empty();
            };
        }
        if (this instanceof Dot my && other.isEmpty()) {
            return theirs.covers(my) ? empty() : this;
        }
        Dot[] joined = new Dot[size() + other.size()];
        int[] count = {0};
        forEachDot(dot -> {
            if (!theirs.covers(dot) || other.contains(dot)) {
                joined[count[0]++] = dot;
            }
        });
        boolean nothingLost = count[0] == size();
        other.forEachDot(dot -> {
            if (!mine.covers(dot)) {
                joined[count[0]++] = dot;
            }
        });
        boolean nothingNew = count[0] == size();
        return nothingLost && nothingNew ? this : DotArray.of(Arrays.copyOf(joined, count[0]));
    }

    @Override
    default DotSet with(Path path, Dot dot, Object payload, DotSet replaced) {
        DotArray.requireEnd(path, "a set of dots");
        if (payload != Unit.UNIT) {
            throw new IllegalArgumentException("a dot in a set of dots carries nothing, but got " + payload);
        }
        if (isEmpty() || this instanceof Dot only && replaced.contains(only)) {
            return dot;
        }
        if (size() > DotArray.MAX_COPIED) {
            DotTree[] tree = {DotTree.of(this)};
            replaced.forEachDot(each -> tree[0] = tree[0].minus(each));
            return tree[0].plus(dot).compact();
        }
        Dot[] dots = new Dot[size() + 1];
        int[] count = {0};
        forEachDot(each -> {
            if (!replaced.contains(each) && !each.equals(dot)) {
                dots[count[0]++] = each;
            }
        });
        if (count[0] == size() - 1 && contains(dot)) {
            return this;
        }
        dots[count[0]] = dot;
        return DotArray.of(Arrays.copyOf(dots, count[0] + 1));
    }

    @Override
    default DotSet without(Path path, Dot dot) {
        DotArray.requireEnd(path, "a set of dots");
        if (!contains(dot)) {
            return this;
        }
        if (size() > DotArray.MAX_COPIED) {
            return DotTree.of(this).minus(dot).compact();
        }
        Dot[] dots = new Dot[size() - 1];
        int[] count = {0};
        forEachDot(each -> {
            if (!each.equals(dot)) {
                dots[count[0]++] = each;
            }
        });
        return DotArray.of(dots);
    }

    @Override
    default @Nullable Object payload(Path path, Dot dot) {
        return path == Path.end() && contains(dot) ? Unit.UNIT : null;
    }

    @Override
    default DotSet dotsAt(Path path) {
        return path == Path.end() ? this : empty();
    }

    @Override
    default void forEachEntry(Consumer<? super Entry> action) {
        forEachDot(dot -> action.accept(new Entry(Path.end(), dot, Unit.UNIT)));
    }
}

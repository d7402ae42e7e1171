package io.crdt.causal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A small piece of a convergent value: what one mutation, or a group of them, changed.
 *
 * <p>It holds the entries that are new, the places of the dots that died, and every dot that the mutations took. In the
 * lattice of {@link Causal} values a delta {@code d} stands for the value {@code applyTo(bottom)}, and applying it is
 * joining that value; but since it names the place of each dot it costs O(|d| · log n) on a value of any size. Deltas may
 * be applied twice, late and in any order.
 *
 * @param <S> the type of the values it applies to
 */
public abstract sealed class Delta<S> permits DeltaOfWrite, DeltaOfMany {

    Delta() {}

    /**
     * A dot and where it lived.
     *
     * @param path the place
     * @param dot the dot that is dead now
     */
    public record Place(Path path, Dot dot) {}

    /** Returns the delta that changes nothing. */
    @SuppressWarnings("unchecked") // holds nothing of any type
    public static <S> Delta<S> none() {
        return (Delta<S>) DeltaOfMany.NONE;
    }

    /**
     * Returns the delta of a write: {@code dot} with its payload takes the place of the dots that {@code replaced} has.
     *
     * <p>At one place an incarnation has at most one live dot. So {@code replaced} has to hold at least the one that the
     * writer's own incarnation has there, if any; taking all that the value has at the path does it. A {@code Replica}
     * refuses a delta that breaks this rule, since it was made from another value than the present one and would lose or
     * repeat what was written since.
     */
    public static <S> Delta<S> write(Path path, Dot dot, Object payload, DotStore<?> replaced) {
        if (replaced instanceof DotSet dots) {
            return new DeltaOfWrite<>(path, dot, payload, dots);
        }
        if (replaced instanceof DotFun<?> fun) {
            return new DeltaOfWrite<>(path, dot, payload, fun.dots());
        }
        return new DeltaOfMany<>(List.of(new Entry(path, dot, payload)), places(path, replaced), List.of(dot));
    }

    /** Returns the delta of a removal: the operation {@code dot} kills what lives in {@code seen}, which is at the path. */
    public static <S> Delta<S> remove(Path path, Dot dot, DotStore<?> seen) {
        return new DeltaOfMany<>(List.of(), places(path, seen), List.of(dot));
    }

    static List<Place> places(Path path, DotStore<?> store) {
        if (store.isEmpty()) {
            return List.of();
        }
        if (store instanceof Dot dot) {
            return List.of(new Place(path, dot));
        }
        List<Place> places = new ArrayList<>(1);
        store.forEachEntry(entry -> places.add(new Place(concat(path, entry.path()), entry.dot())));
        return places;
    }

    private static Path concat(Path outer, Path inner) {
        return outer instanceof Path.Step step ? concat(step.rest(), inner).under(step.key()) : inner;
    }

    /** Returns the entries that are new. */
    public abstract List<Entry> added();

    /** Returns the dots that died, with their places. */
    public abstract List<Place> removed();

    /** Returns the dots that the mutations took, removals included. */
    public abstract List<Dot> taken();

    /** Tells whether this changes nothing. */
    public abstract boolean isNone();

    /** Returns this delta of a nested value as one of the map that holds it at {@code key}. */
    public abstract <M> Delta<M> under(Object key);

    /** Returns this delta with other entries in the place of those that are new, one for each of the same dot. */
    public Delta<S> withAdded(List<Entry> entries) {
        return new DeltaOfMany<>(entries, removed(), taken());
    }

    /** Returns the value with this delta joined in, and its context with everything this delta knows of. */
    public abstract Causal<S> applyTo(Causal<S> causal);

    /** Returns every dot that this delta knows of: those it took and those it removed. */
    public CausalContext context() {
        return contextAfter(CausalContext.EMPTY);
    }

    /** Returns a context with every dot that this delta knows of. */
    CausalContext contextAfter(CausalContext before) {
        List<Dot> known = new ArrayList<>(taken());
        removed().forEach(place -> known.add(place.dot()));
        return before.withAll(known);
    }

    /** Returns the group of both deltas: applying it is applying both, in whichever order. */
    public Delta<S> join(Delta<S> other) {
        if (isNone()) {
            return other;
        }
        return other.isNone() ? this : joinAll(List.of(this, other));
    }

    /**
     * Returns the group of all the deltas, in time O(what they hold).
     *
     * @throws IllegalArgumentException if one dot stands for two things in them
     */
    public static <S> Delta<S> joinAll(Collection<Delta<S>> deltas) {
        Map<Dot, Place> dead = new LinkedHashMap<>();
        Map<Dot, Entry> alive = new LinkedHashMap<>();
        Set<Dot> took = new LinkedHashSet<>();
        for (Delta<S> each : deltas) {
            each.removed().forEach(place -> requireSame(dead.put(place.dot(), place), place));
            each.added().forEach(entry -> requireSame(alive.put(entry.dot(), entry), entry));
            took.addAll(each.taken());
        }
        alive.keySet().removeAll(dead.keySet());
        return new DeltaOfMany<>(List.copyOf(alive.values()), List.copyOf(dead.values()), List.copyOf(took));
    }

    private static void requireSame(@Nullable Object before, Object now) {
        if (before != null && !before.equals(now)) {
            throw new IllegalArgumentException(
                    "a dot names one thing, but here it names " + before + " and " + now + ": take a dot for each");
        }
    }

    /** Calls the action with the place of everything that this delta adds or removes. */
    public void forEachPath(Consumer<? super Path> action) {
        added().forEach(entry -> action.accept(entry.path()));
        removed().forEach(place -> action.accept(place.path()));
    }

    @Override
    public String toString() {
        return "Delta[added=" + added() + ", removed=" + removed() + ", taken=" + taken() + "]";
    }
}

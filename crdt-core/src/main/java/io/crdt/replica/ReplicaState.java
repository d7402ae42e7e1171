package io.crdt.replica;

import io.crdt.causal.Crdt;
import io.crdt.causal.Dot;
import io.crdt.causal.DotStore;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.clock.Timestamp;
import io.crdt.internal.PersistentLongMap;
import io.crdt.internal.PersistentMap;
import io.crdt.payload.Encoded;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All that a replica knows, as one immutable value: its objects, its version vector, and what it takes to tell others.
 *
 * <p>A whole replica is <em>one</em> observed-remove map from names to objects, so it has one causal context. Every
 * mutation, removals included, takes the next dot of its origin, hence the context is a plain version vector without
 * gaps, and equal vectors mean equal objects. Whatever lies between two vectors is an exact {@link StateDelta}: the live
 * entries beyond the first one – the live state is the log of additions – and the removals beyond it, kept in a bounded
 * log.
 *
 * <p>Extracting or applying a delta of d entries costs O(d · log n) – and O(n), for all n live entries, where the removals
 * on record do not reach back to its start, since it carries the survivors then. Readers, transfers and checkpoints hold a
 * state as long as they like; nothing is ever locked or copied for them.
 */
public final class ReplicaState {

    /** How many removed dots are kept on record by default. */
    public static final int DEFAULT_REMOVAL_LIMIT = 1 << 16;

    private final PersistentMap<ObjectId, DotStore<?>> objects;
    private final VersionVector context;
    private final DotIndex<Location> live;
    private final RemovalLog removals;
    private final Chains chains;

    /** In how many entries of each object there is something that cannot be read here. */
    private final PersistentMap<ObjectId, Long> unreadable;

    private final long entriesHash;
    private final long latestTime;

    ReplicaState(
            PersistentMap<ObjectId, DotStore<?>> objects,
            VersionVector context,
            DotIndex<Location> live,
            RemovalLog removals,
            Chains chains,
            PersistentMap<ObjectId, Long> unreadable,
            long entriesHash,
            long latestTime) {
        this.objects = objects;
        this.context = context;
        this.live = live;
        this.removals = removals;
        this.chains = chains;
        this.unreadable = unreadable;
        this.entriesHash = entriesHash;
        this.latestTime = latestTime;
    }

    /** Returns the state of a replica that has seen nothing. */
    public static ReplicaState empty() {
        return empty(DEFAULT_REMOVAL_LIMIT);
    }

    /**
     * Returns the state of a replica that has seen nothing.
     *
     * @param removalLimit how many removed dots it will keep on record; fewer save memory, more save bytes when a peer
     *     comes back after a long time
     */
    public static ReplicaState empty(int removalLimit) {
        return new ReplicaState(
                PersistentMap.empty(),
                VersionVector.EMPTY,
                DotIndex.empty(),
                RemovalLog.empty(removalLimit),
                Chains.NONE,
                PersistentMap.empty(),
                0,
                0);
    }

    /** Returns the value of an object; the empty one of its type if nobody has written to it. */
    public <S extends Crdt<S, ?>> S get(Key<S> key) {
        DotStore<?> store = objects.get(key.id());
        return store == null ? key.type().empty() : key.read(store);
    }

    /**
     * Checks that everything in an object can be read here. Until then its value shows {@link Encoded} in place of what
     * cannot.
     *
     * @throws UnreadableException if there is a value whose class is not registered here, or is of another version
     */
    public void requireReadable(Key<?> key) {
        DotStore<?> store = isReadable(key) ? null : objects.get(key.id());
        if (store != null) {
            UnreadableException.throwIfIn(key, store);
        }
    }

    /** Tells whether everything in an object can be read here, in time O(log n). */
    boolean isReadable(Key<?> key) {
        return !unreadable.containsKey(key.id());
    }

    /** Returns every operation that this state contains the full effect of. */
    public VersionVector context() {
        return context;
    }

    /** Returns the objects that have anything in them, as an unmodifiable view. */
    public Set<ObjectId> objects() {
        return objects.keySet();
    }

    /** Returns another object that has anything in it and has the same name, but another type; null if there is none. */
    @Nullable
    ObjectId namesake(ObjectId object) {
        return objects.findKey(object.hashCode(), id -> id.name().equals(object.name()) && !id.equals(object));
    }

    /** Returns the number of live entries in all objects. */
    public long size() {
        return live.size();
    }

    /** Returns up to where, from each origin, removals are no longer on record. */
    public VersionVector floor() {
        return removals.floor();
    }

    /** Returns the number of removals on record. */
    public long removalCount() {
        return removals.size();
    }

    /**
     * Returns a 64-bit sum over all live entries and the histories of all origins, kept up to date by every change. Replicas
     * with equal contexts have equal fingerprints, or something is badly wrong.
     */
    public long fingerprint() {
        return entriesHash + chains.digest();
    }

    /**
     * Returns a 64-bit hash of all operations of an origin that are covered, each chained to the one before it: replicas
     * that cover as much of an origin have the same, or two processes have written under it. It is 0 if nothing of the
     * origin is covered, or what this state was made from did not know it.
     */
    public long chain(Incarnation origin) {
        return chains.get(origin);
    }

    /** Returns the greatest timestamp that any value ever came with. */
    public Timestamp latestTime() {
        return new Timestamp(latestTime);
    }

    /** Returns Δ[from → context()]: what someone who covers {@code from} lacks. */
    public StateDelta deltaSince(VersionVector from) {
        Gathering gathering = new Gathering();
        live.forEachBetween(from, context, gathering::add);
        List<StateDelta.ObjectEntries> entries = gathering.sorted();
        List<Removal> removed = new ArrayList<>();
        removals.forEachBetween(from, context, removed::add);
        removed.sort(Comparator.comparing(Removal::by).thenComparing(Removal::removed));
        StateDelta.Survivors survivors = removals.reachesBackTo(from, context) ? null : survivors(from);
        return new StateDelta(from, context, entries, removed, chains.asMap(), survivors);
    }

    /** Live entries, object by object. Neighbours are mostly of one object, so that is looked for only where it changes. */
    private final class Gathering {

        private final Map<ObjectId, List<Entry>> byObject = new TreeMap<>();
        private @Nullable ObjectId object;
        private @Nullable DotStore<?> store;
        private List<Entry> entries = List.of();

        void add(Dot dot, Location location) {
            ObjectId id = location.object();
            DotStore<?> known = store;
            if (known == null || id != object) {
                known = ReplicaState.this.store(id);
                store = known;
                object = id;
                entries = byObject.computeIfAbsent(id, each -> new ArrayList<>());
            }
            Entry written = location.written();
            entries.add(written != null ? written : new Entry(location.path(), dot, payload(known, location, dot)));
        }

        List<StateDelta.ObjectEntries> sorted() {
            List<StateDelta.ObjectEntries> sorted = new ArrayList<>();
            byObject.forEach((id, added) -> {
                added.sort(Comparator.comparing(Entry::dot));
                sorted.add(new StateDelta.ObjectEntries(id, added));
            });
            return sorted;
        }
    }

    private StateDelta.Survivors survivors(VersionVector from) {
        VersionVector region = from.meet(context);
        DotRanges.Builder alive = new DotRanges.Builder();
        live.forEach((dot, location) -> {
            if (region.covers(dot)) {
                alive.add(dot);
            }
        });
        return new StateDelta.Survivors(alive.build(), removals.floor());
    }

    /** Returns in short what is alive here within a range of dots, in time O(log n). */
    public RangeSum sum(Incarnation origin, DotRanges.Range range) {
        long[] countAndHash = live.of(origin).countAndWeight(range.first(), range.last(), Location::hash);
        return new RangeSum(origin, range, countAndHash[0], countAndHash[1]);
    }

    /** Returns all that is alive here within the ranges, in time O(found + ranges · log n). */
    public Section section(DotRanges ranges) {
        Gathering gathering = new Gathering();
        ranges.origins().forEach((origin, each) -> each.forEach(range -> forEachLive(origin, range, gathering::add)));
        return new Section(ranges, gathering.sorted());
    }

    /** Returns where a range has to end to hold at most that many live dots, at least 1; in time O(most + log n). */
    public long lastOfSome(Incarnation origin, DotRanges.Range range, long most) {
        PersistentLongMap.Cursor<Location> cursor = live.of(origin).after(range.first() - 1);
        long last = range.first();
        for (long found = 0; cursor.next() && cursor.key() <= range.last(); found++) {
            if (found == most) {
                return last;
            }
            last = cursor.key();
        }
        return range.last();
    }

    void forEachLive(Incarnation origin, DotRanges.Range range, BiConsumer<Dot, Location> action) {
        PersistentLongMap.Cursor<Location> cursor = live.of(origin).after(range.first() - 1);
        while (cursor.next() && cursor.key() <= range.last()) {
            action.accept(new Dot(origin, cursor.key()), cursor.value());
        }
    }

    /**
     * Tells whether {@link #apply} would take the delta: this state has to cover its {@code from}.
     */
    public boolean accepts(StateDelta delta) {
        return delta.from().leq(context);
    }

    /**
     * Returns this state with the delta applied.
     *
     * @throws IllegalArgumentException if this state does not cover the delta's {@code from}
     */
    public ReplicaState apply(StateDelta delta) {
        return edit(delta).result();
    }

    StateEdit edit(StateDelta delta) {
        if (!accepts(delta)) {
            throw new IllegalArgumentException("the delta starts at " + delta.from() + ", but the replica is only at "
                    + context + "; nothing was changed");
        }
        return new StateEdit(this).apply(delta);
    }

    Object payload(Location location, Dot dot) {
        return payload(store(location.object()), location, dot);
    }

    private static Object payload(DotStore<?> store, Location location, Dot dot) {
        Object payload = store.payload(location.path(), dot);
        if (payload == null) {
            throw new IllegalStateException("the index has " + dot + " at " + location + ", but the store does not");
        }
        return payload;
    }

    private DotStore<?> store(ObjectId id) {
        DotStore<?> store = objects.get(id);
        if (store == null) {
            throw new IllegalStateException("the index knows the object " + id + ", but it is not stored");
        }
        return store;
    }

    PersistentMap<ObjectId, Long> unreadable() {
        return unreadable;
    }

    PersistentMap<ObjectId, DotStore<?>> stores() {
        return objects;
    }

    DotIndex<Location> live() {
        return live;
    }

    RemovalLog removals() {
        return removals;
    }

    Chains chains() {
        return chains;
    }

    long entriesHash() {
        return entriesHash;
    }

    /** Compares what replicas have to agree on: the context and the objects. The removal log is each one's own matter. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ReplicaState state && context.equals(state.context) && objects.equals(state.objects);
    }

    @Override
    public int hashCode() {
        return 31 * context.hashCode() + objects.hashCode();
    }

    @Override
    public String toString() {
        return objects + " at " + context;
    }
}

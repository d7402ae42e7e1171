package io.crdt.replica;

import io.crdt.causal.Delta;
import io.crdt.causal.Dot;
import io.crdt.causal.DotStore;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.VersionVector;
import io.crdt.internal.PersistentLongMap;
import io.crdt.internal.PersistentMap;
import io.crdt.payload.PayloadHash;
import io.crdt.payload.PayloadKind;
import io.crdt.payload.Views;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One atomic change in the making: it starts from a state, takes entries and removals in, and ends in another state. The
 * first state stays what it is, so whatever goes wrong in between has changed nothing.
 *
 * <p>What must hold of every state, whatever came in, is asserted of each one that is made here: see {@link #isSound}.
 */
final class StateEdit {

    private final ReplicaState before;
    private final Views views = new Views(Payloads.TABLE);

    /** Most edits are of one object, so it becomes a table with the second one. */
    private Map<ObjectId, Draft> drafts = Map.of();

    /** The draft asked for last: neighbours are mostly of one object, so they need not look it up. */
    private @Nullable Draft latest;

    /** The dots that came or went, for the assertions; null where these are disabled, or none did. */
    private @Nullable Set<Dot> moved;

    private VersionVector context;
    private DotIndex<Location> live;
    private RemovalLog removals;
    private Chains chains;
    private PersistentMap<ObjectId, Long> unreadable;
    private long entriesHash;
    private long latestTime;

    /** One object in the making. */
    private static final class Draft {

        final ObjectId id;
        final Fingerprint.OfObject fingerprint;

        /** The places where it changed, some of them several times. */
        final List<Path> touched = new ArrayList<>(1);

        /** Null as long as there is no such object. */
        @Nullable
        DotStore<?> store;

        Draft(ObjectId id, @Nullable DotStore<?> store) {
            this.id = id;
            this.store = store;
            fingerprint = Fingerprint.OfObject.of(id);
        }

        void put(Path path, DotStore<?> changed) {
            store = changed;
            touched.add(path);
        }
    }

    StateEdit(ReplicaState before) {
        this.before = before;
        context = before.context();
        live = before.live();
        removals = before.removals();
        chains = before.chains();
        unreadable = before.unreadable();
        entriesHash = before.entriesHash();
        latestTime = before.latestTime().packed();
    }

    /**
     * Takes in what one update of an object made, with the bytes of values of the application.
     *
     * @throws IllegalStateException if it removes what is not alive at that place of the object, or writes beside a live dot
     *     of its own incarnation, or to one place twice, instead of replacing it
     */
    void mutate(ObjectId id, Delta<?> delta) {
        List<Dot> taken = delta.taken();
        Dot operation = taken.size() == 1 ? taken.get(0) : Collections.max(taken);
        Set<Dot> own = delta.removed().isEmpty() ? Set.of() : Set.copyOf(taken);
        List<Dot> dead = new ArrayList<>(delta.removed().size()); // each once: what has been killed is not killed again
        long removed = 0;
        for (Delta.Place place : delta.removed()) {
            if (!own.contains(place.dot())) {
                requireOwn(id, place);
                kill(place.dot());
                dead.add(place.dot());
                removed += Fingerprint.of(place.dot());
            }
        }
        removals = removals.with(dead, operation);
        long hashBefore = entriesHash;
        for (Entry entry : delta.added()) {
            requireReplaced(id, entry);
            add(id, entry);
        }
        chains = chains.extended(operation, entriesHash - hashBefore, removed);
        context = context.advancedTo(operation);
    }

    private void requireOwn(ObjectId id, Delta.Place place) {
        Location location = live.get(place.dot());
        if (location == null || !location.isAt(id, place.path())) {
            String instead = location != null
                    ? "lives at " + location
                    : context.covers(place.dot()) ? "is dead already" : "this replica has never seen";
            throw new IllegalStateException("the update of " + id + " removes " + place + ", which " + instead
                    + ": was the delta made from another value? Nothing was changed");
        }
    }

    private void requireReplaced(ObjectId id, Entry entry) {
        DotStore<?> store = draft(id).store;
        if (store == null) {
            return;
        }
        store.dotsAt(entry.path()).forEachDot(dot -> {
            if (dot.origin().equals(entry.dot().origin())) {
                throw new IllegalStateException("the update of " + id
                        + (context.covers(dot)
                                ? " adds " + entry + " beside " + dot
                                        + ", which is of the same incarnation and which it"
                                        + " does not replace: was the delta made from another value?"
                                : " writes to \"" + entry.path() + "\" twice: make the second delta from"
                                        + " value.after(first).")
                        + " Nothing was changed");
            }
        });
    }

    /**
     * Takes in what happened elsewhere.
     *
     * @throws IllegalArgumentException if the delta contradicts itself: it speaks of dots beyond where it ends, or has one
     *     dot at two places
     */
    StateEdit apply(StateDelta delta) {
        VersionVector known = context;
        requireClosed(delta);
        StateDelta.Survivors survivors = delta.survivors();
        if (survivors != null) {
            killWhatDidNotSurvive(survivors.alive(), delta);
            removals = removals.withFloor(survivors.floor());
        }
        takeRemovals(delta.removals(), known);
        delta.objects()
                .forEach(object -> object.entries().forEach(entry -> {
                    if (!known.covers(entry.dot())) {
                        requireOnePlace(object.id(), entry);
                        add(object.id(), entry);
                    }
                }));
        delta.chains().forEach((origin, chain) -> {
            if (delta.to().get(origin) > known.get(origin)) {
                chains = chains.with(origin, chain);
            }
        });
        context = known.join(delta.to());
        return this;
    }

    private static void requireClosed(StateDelta delta) {
        VersionVector to = delta.to();
        delta.objects().forEach(object -> object.entries().forEach(entry -> requireWithin(to, entry.dot(), "adds")));
        for (Removal removal : delta.removals()) {
            requireWithin(to, removal.by(), "removes by");
            requireWithin(to, removal.removed(), "removes");
        }
        if (delta.survivors() != null && !delta.survivors().floor().leq(to)) {
            throw new IllegalArgumentException("a delta that ends at " + to + " has a floor beyond that, "
                    + delta.survivors().floor() + "; nothing was changed");
        }
    }

    private static void requireWithin(VersionVector to, Dot dot, String what) {
        if (!to.covers(dot)) {
            throw new IllegalArgumentException(
                    "a delta " + what + " " + dot + ", beyond " + to + " where it ends; nothing was changed");
        }
    }

    private void requireOnePlace(ObjectId id, Entry entry) {
        Location location = live.get(entry.dot());
        if (location != null) {
            throw new IllegalArgumentException("a delta adds " + entry + " to " + id + ", but that dot lives at "
                    + location + " already; nothing was changed");
        }
    }

    ReplicaState before() {
        return before;
    }

    /** Those by one operation stand together, so no map has to gather them: of one message there may be many thousands. */
    private void takeRemovals(List<Removal> removed, VersionVector known) {
        int next = 0;
        while (next < removed.size()) {
            Dot by = removed.get(next).by();
            int first = next;
            while (next < removed.size() && removed.get(next).by().equals(by)) {
                next++;
            }
            if (!known.covers(by)) {
                List<Dot> dots = new ArrayList<>(next - first);
                removed.subList(first, next).forEach(each -> dots.add(each.removed()));
                dots.forEach(this::kill);
                removals = removals.with(dots, by);
            }
        }
    }

    boolean hasOtherChains() {
        return chains != before.chains();
    }

    /** Returns, for every object that changed, the places where it did, some of them several times. */
    Map<ObjectId, List<Path>> touched() {
        if (drafts.size() == 1) {
            Draft only = drafts.values().iterator().next();
            return Map.of(only.id, only.touched);
        }
        Map<ObjectId, List<Path>> touched = new HashMap<>();
        drafts.forEach((id, draft) -> touched.put(id, draft.touched));
        return touched;
    }

    ReplicaState result() {
        PersistentMap<ObjectId, DotStore<?>> objects = before.stores();
        for (Draft draft : drafts.values()) {
            DotStore<?> store = draft.store;
            objects = store == null || store.isEmpty() ? objects.remove(draft.id) : objects.put(draft.id, store);
        }
        RemovalLog kept = removals.trimmed();
        assert isSound(objects, kept.floor());
        return new ReplicaState(objects, context, live, kept, chains, unreadable, entriesHash, latestTime);
    }

    /**
     * Checks what must hold of a state, for what was touched: the index and the store name the same live dots at the same
     * places, the context covers them, and no removal is forgotten that lies beyond the context. It always returns true, so
     * that it can be asserted: a breach is thrown with what it is.
     */
    private boolean isSound(PersistentMap<ObjectId, DotStore<?>> objects, VersionVector floor) {
        for (Dot dot : moved == null ? Set.<Dot>of() : moved) {
            Location location = live.get(dot);
            if (location == null) {
                continue; // kill has asserted that the store lost it
            }
            DotStore<?> store = objects.get(location.object());
            if (store == null || store.payload(location.path(), dot) == null) {
                throw new AssertionError("the index has " + dot + " at " + location + ", but the store does not");
            }
            if (!context.covers(dot)) {
                throw new AssertionError(dot + " is alive at " + location + ", but " + context + " does not cover it");
            }
        }
        if (!floor.leq(context)) {
            throw new AssertionError("removals up to " + floor + " were dropped, beyond the context " + context);
        }
        return true;
    }

    /** Takes note of a dot for the assertions. */
    private boolean moves(Dot dot) {
        Set<Dot> dots = moved == null ? new HashSet<>() : moved;
        moved = dots;
        dots.add(dot);
        return true;
    }

    void chain(Incarnation origin, long chain) {
        chains = chains.with(origin, chain);
    }

    /** The kind of each key and of the payload is looked up once for both its hash and its view, since each entry pays for it. */
    void add(ObjectId id, Entry entry) {
        Dot dot = entry.dot();
        Draft draft = draft(id);
        views.begin();
        long hash = draft.fingerprint.with(dot);
        Path seen = entry.path();
        while (seen instanceof Path.Step step) {
            PayloadKind<Object> kind = Payloads.TABLE.kindOf(step.key());
            hash = PayloadHash.combine(hash, Payloads.TABLE.hash(step.key(), kind));
            Object unusedKey = views.of(step.key(), kind);
            seen = step.rest();
        }
        Path path = views.anyEncoded() ? Payloads.view(entry.path(), views) : entry.path();
        PayloadKind<Object> kind = Payloads.TABLE.kindOf(entry.payload());
        hash = PayloadHash.combine(hash, Payloads.TABLE.hash(entry.payload(), kind));
        Object payload = views.of(entry.payload(), kind);
        DotStore<?> store = draft.store == null ? id.shape().bottom() : draft.store;
        draft.put(path, store.with(path, dot, payload));
        if (views.unreadable() != null) {
            unreadable = unreadable.put(id, unreadableIn(id) + 1);
        }
        live = live.put(dot, new Location(id, path, hash, views.anyEncoded() ? entry : null), hash);
        assert moves(dot);
        entriesHash += hash;
        if (kind != null) {
            latestTime = Math.max(latestTime, kind.time(entry.payload()));
        }
    }

    void kill(Dot dot) {
        Location location = live.get(dot);
        if (location == null) {
            return;
        }
        ObjectId id = location.object();
        Draft draft = draft(id);
        DotStore<?> store = draft.store;
        if (store == null) {
            throw new IllegalStateException("the index has " + dot + " at " + location + ", but the store does not");
        }
        DotStore<?> rest = store.without(location.path(), dot);
        assert rest != store : "the index has " + dot + " at " + location + ", but the store does not";
        assert rest.payload(location.path(), dot) == null : "the store keeps " + dot + " at " + location;
        assert moves(dot);
        draft.put(location.path(), rest);
        live = live.remove(dot, location.hash());
        Entry written = location.written();
        if (written != null && Payloads.unreadable(written) != null) {
            long left = unreadableIn(id) - 1;
            unreadable = left == 0 ? unreadable.remove(id) : unreadable.put(id, left);
        }
        entriesHash -= location.hash();
    }

    /**
     * The sender covers it and does not have it, so it is dead. This is asked of all that the sender covers and not only
     * of what {@code from} does: we may have moved on since, and what we have seen beyond {@code from} may have been
     * removed by an operation that is no longer on record. Nobody looks at what survives: a few bytes may name all of it.
     */
    private void killWhatDidNotSurvive(DotRanges alive, StateDelta delta) {
        Set<Dot> arriving = new HashSet<>();
        delta.objects().forEach(object -> object.entries().forEach(entry -> arriving.add(entry.dot())));
        List<Dot> dead = new ArrayList<>();
        delta.to().forEach((origin, seq) -> {
            long next = 1;
            for (DotRanges.Range range : alive.origins().getOrDefault(origin, List.of())) {
                collectDead(origin, next, Math.min(range.first() - 1, seq), arriving, dead);
                next = range.last() + 1;
            }
            collectDead(origin, next, seq, arriving, dead);
        });
        dead.forEach(this::kill);
    }

    private void collectDead(Incarnation origin, long first, long last, Set<Dot> arriving, List<Dot> dead) {
        PersistentLongMap.Cursor<Location> cursor = live.of(origin).after(first - 1);
        while (first <= last && cursor.next() && cursor.key() <= last) {
            Dot dot = new Dot(origin, cursor.key());
            if (!arriving.contains(dot)) {
                dead.add(dot);
            }
        }
    }

    private long unreadableIn(ObjectId id) {
        Long count = unreadable.get(id);
        return count == null ? 0 : count;
    }

    private Draft draft(ObjectId id) {
        Draft draft = latest;
        if (draft == null || draft.id != id) {
            draft = drafts.get(id);
            if (draft == null) {
                draft = new Draft(id, before.stores().get(id));
                keep(draft);
            }
            latest = draft;
        }
        return draft;
    }

    private void keep(Draft draft) {
        if (drafts.isEmpty()) {
            drafts = Map.of(draft.id, draft);
            return;
        }
        if (drafts.size() == 1) {
            drafts = new HashMap<>(drafts);
        }
        drafts.put(draft.id, draft);
    }
}

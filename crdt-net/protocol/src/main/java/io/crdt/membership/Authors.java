package io.crdt.membership;

import io.crdt.causal.Delta;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import io.crdt.replica.DotRanges;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.type.LWWMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who wrote what. A dot holds a random incarnation, which does not identify its replica, so each replica records its
 * incarnations in an ordinary object, a map from incarnations to replicas.
 *
 * <p>A replica notes its own incarnation together with the first update under it, as one change. So a replica that
 * has what was written has the name as well, unless that was dropped: "unknown" is a valid answer, and a wrong one is not.
 *
 * <p>An entry is dropped if nothing else is alive that was written under the incarnation, and that is an earlier one of this
 * replica, or one of a replica that is no member. A replica looks for such entries when it writes its own, so once in a
 * life, and when it has retired a member. A replica whose entry was dropped notes itself again with its next update.
 *
 * <p>Every peer may write here, so each key and payload is looked at before it is used. An entry counts only if its own dot
 * is of the incarnation that is its key, so only a peer that forges dots can name a wrong author.
 */
public final class Authors {

    /** The object that holds the authors. */
    public static final Key<LWWMap<Incarnation, ReplicaId>> KEY =
            Key.of(Members.RESERVED + "authors", LWWMap.type(Incarnation.class, ReplicaId.class));

    /** How many entries are dropped at once; the others wait for the next time. */
    static final int MAX_DROPPED = 64;

    private final Replica replica;
    private boolean writes;

    /** Creates the authors as a replica sees them; nothing is written before {@link #begin}. */
    public Authors(Replica replica) {
        this.replica = replica;
    }

    /** Notes from now on who writes under this replica's incarnations. */
    public void begin() {
        writes = true;
        replica.accompany(KEY, this::noted);
    }

    /** Drops what is of no use any more, as it is after a member was retired. */
    public void drop() {
        if (writes) {
            replica.update(KEY, (authors, me) -> Delta.joinAll(dropped(authors, me, replica.state())));
        }
    }

    /** Returns the replica that wrote under an incarnation, if that is known, in time O(log n). */
    public static Optional<ReplicaId> authorOf(ReplicaState state, Incarnation incarnation) {
        return authorIn(entryOf(state.get(KEY).store(), incarnation));
    }

    private Delta<LWWMap<Incarnation, ReplicaId>> noted(ReplicaState before, ReplicaContext me) {
        LWWMap<Incarnation, ReplicaId> authors = before.get(KEY);
        if (isNoted(authors.store(), me.origin())) {
            return Delta.none();
        }
        List<Delta<LWWMap<Incarnation, ReplicaId>>> deltas = dropped(authors, me, before);
        deltas.add(authors.put(me, me.origin(), replica.id()));
        return Delta.joinAll(deltas);
    }

    /** Asked at each update. */
    private static boolean isNoted(DotMap<?, ?> store, Incarnation incarnation) {
        boolean[] noted = {false};
        store.at(incarnation).forEachDot(dot -> noted[0] |= dot.origin().equals(incarnation));
        return noted[0];
    }

    private List<Delta<LWWMap<Incarnation, ReplicaId>>> dropped(
            LWWMap<Incarnation, ReplicaId> authors, ReplicaContext me, ReplicaState state) {
        Set<Long> members = Members.copies(state);
        Map<Incarnation, DotFun<Object>> dropped = new TreeMap<>();
        DotMap<?, ?> store = authors.store();
        for (Object key : store.keySet()) {
            if (key instanceof Incarnation incarnation && !incarnation.equals(me.origin())) {
                DotFun<Object> entry = entryOf(store, incarnation);
                if (mayBeDropped(entry, members) && isAlone(incarnation, entry, state)) {
                    dropped.put(incarnation, entry);
                }
            }
        }
        List<Delta<LWWMap<Incarnation, ReplicaId>>> deltas = new ArrayList<>();
        dropped.entrySet().stream()
                .limit(MAX_DROPPED)
                .forEach(each -> deltas.add(Delta.remove(Path.of(each.getKey()), me.nextDot(), each.getValue())));
        return deltas;
    }

    /** Tells whether an entry is all that is alive of its incarnation. */
    private static boolean isAlone(Incarnation incarnation, DotFun<Object> entry, ReplicaState state) {
        DotRanges.Range all = new DotRanges.Range(1, Math.max(1, state.context().get(incarnation)));
        return state.sum(incarnation, all).count() == 1 && !entry.isEmpty();
    }

    /** Without any members, as with discovery off, replicas that are not listed may be there all the same. */
    private boolean mayBeDropped(DotFun<Object> entry, Set<Long> members) {
        ReplicaId author = authorIn(entry).orElse(null);
        return author != null
                && (author.high() == replica.id().high() || !members.isEmpty() && !members.contains(author.high()));
    }

    /** An incarnation has one dot at a place; where there are more, somebody has forged them. */
    private static Optional<ReplicaId> authorIn(DotFun<Object> entry) {
        List<Optional<ReplicaId>> found = new ArrayList<>(1);
        entry.forEach((dot, payload) -> found.add(Optional.ofNullable(Roster.replicaIn(payload))));
        return found.size() == 1 ? found.get(0) : Optional.empty();
    }

    /** Returns what stands at an incarnation and was written under it. */
    private static DotFun<Object> entryOf(DotMap<?, ?> store, Incarnation incarnation) {
        return Roster.part(store, incarnation, (dot, payload) -> dot.origin().equals(incarnation));
    }
}

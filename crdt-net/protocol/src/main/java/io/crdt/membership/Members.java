package io.crdt.membership;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.causal.Delta;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import io.crdt.replica.Change;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.type.LWWMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Who exists: an ordinary object of the replica, a map from addresses to replicas, so it converges as everything else does
 * and works offline. Who is alive never enters it.
 *
 * <p>A replica writes its own entry, and only if what stands at its address is not that: at its first start, at another
 * address, or after it was retired. To retire a replica is to remove its entry. Observed removal needs no tombstone, so
 * nothing of it is left; and a retired replica that is still there finds out by the missing entry, whenever it returns.
 *
 * <p>An entry of another replica at the very same address is overwritten by the newcomer. Two processes that claim one
 * address do not fight for ever: a node overwritten by a writer that had seen its entry does not reclaim it.
 *
 * <p>Every peer may write here, so what stands here is read by a {@link Roster}: what is not well-formed is left out and
 * {@linkplain #ignored reported}, and anybody can {@linkplain #removeMalformed remove} it.
 */
public final class Members {

    /** What the names of the library's own objects begin with. */
    public static final String RESERVED = "crdt:";

    /** The object that holds the membership. */
    public static final Key<LWWMap<String, ReplicaId>> KEY =
            Key.of(RESERVED + "members", LWWMap.type(String.class, ReplicaId.class));

    /** How many malformed entries are named one by one. */
    private static final int MAX_FAULTS = 3;

    private final Replica replica;
    private final Writer writer;
    private final UnaryOperator<String> addresses;
    private final Roster watched;
    private @Nullable DotMap<?, ?> lastRead;
    private Roster read;
    private @Nullable String address;
    private boolean insisted;

    /** Changes the membership of a replica: by an update, that somebody may keep a record of. */
    @FunctionalInterface
    public interface Writer {
        void write(BiFunction<LWWMap<String, ReplicaId>, ReplicaContext, Delta<LWWMap<String, ReplicaId>>> change);
    }

    /** What a replica finds at its own address. */
    public enum Standing {
        /** Itself, or it never wanted to be listed. */
        LISTED,

        /** Nothing: it was retired, and has entered itself again. */
        READMITTED,

        /** Another replica that had written at the same time; it has entered itself again, once. */
        RECLAIMED,

        /** Another replica that claims the address. */
        SUPERSEDED
    }

    /** Creates the view that a replica has of who exists. */
    public Members(Replica replica) {
        this(replica, change -> replica.update(KEY, change));
    }

    /** Creates the view that a replica has of who exists, which is changed by a writer. */
    public Members(Replica replica, Writer writer) {
        this(replica, writer, address -> address);
    }

    /**
     * Creates the view that a replica has of who exists, which is changed by a writer.
     *
     * @param addresses returns the canonical spelling of an address; throws an IllegalArgumentException if there can be no
     *     member
     */
    public Members(Replica replica, Writer writer, UnaryOperator<String> addresses) {
        this.replica = replica;
        this.writer = writer;
        this.addresses = addresses;
        watched = new Roster(addresses);
        read = watched;
    }

    /**
     * Who is listed at an address.
     *
     * @param replica who, or null if nobody is any more
     */
    public record Listing(String address, @Nullable ReplicaId replica) {}

    /** Reads all that is there, for a start; {@link #note} takes note of what changes from then on. */
    public List<Listing> begin() {
        DotMap<?, ?> store = store();
        return note(store, store.keySet());
    }

    /** Takes note of a change, and returns where somebody else may be listed now. */
    public List<Listing> note(Change<LWWMap<String, ReplicaId>> change) {
        Set<Object> keys = new HashSet<>();
        for (LWWMap<String, ReplicaId> part : List.of(change.added(), change.updated(), change.removed())) {
            keys.addAll(part.store().keySet());
        }
        return note(store(), keys);
    }

    private List<Listing> note(DotMap<?, ?> store, Set<?> keys) {
        Set<String> touched = new TreeSet<>();
        keys.forEach(key -> touched.addAll(watched.update(store, key)));
        return touched.stream().map(each -> new Listing(each, watched.at(each))).toList();
    }

    /**
     * Enters this replica, unless it is entered already, and removes what it had entered at other addresses.
     *
     * @param ownAddress where others dial it, {@code host:port}
     */
    public void admit(String ownAddress) {
        address = ownAddress;
        writer.write((map, me) -> {
            Delta<LWWMap<String, ReplicaId>> delta = isOurs(Roster.latestAt(map.store(), ownAddress))
                    ? Delta.none()
                    : map.put(me, ownAddress, replica.id());
            Roster.Choice ours = (dot, payload) -> isOneOf(Set.of(replica.id().high()), payload);
            return delta.join(removed(map, me, ownAddress, ours));
        });
    }

    /**
     * Takes this replica's own entry out, since it is about to end: nobody dials it any more. What another one has entered
     * at its address stays.
     */
    public void depart() {
        String own = address;
        address = null;
        if (own != null) {
            write((map, me) -> {
                Set<Long> us = Set.of(replica.id().high());
                DotFun<Object> ours = Roster.part(map.store(), own, (dot, payload) -> isOneOf(us, payload));
                return ours.isEmpty() ? Delta.none() : Delta.remove(Path.of(own), me.nextDot(), ours);
            });
        }
    }

    /** Looks what has become of this replica's own entry, and enters it again where that is due. */
    public Standing review() {
        String own = address;
        if (own == null) {
            return Standing.LISTED;
        }
        DotMap<?, ?> store = store();
        if (store.at(own).isEmpty()) {
            abandonIncarnation();
            put(own);
            return Standing.READMITTED;
        }
        ReplicaId there = Roster.latestAt(store, own);
        if (isOurs(there)) {
            return Standing.LISTED;
        }
        boolean known = !Roster.part(store, own, (dot, payload) -> isOurs(Roster.replicaIn(payload)))
                .isEmpty();
        if (!insisted && (known || there == null)) {
            insisted = true;
            put(own);
            return Standing.RECLAIMED;
        }
        return Standing.SUPERSEDED;
    }

    /**
     * Removes a replica from the membership: nobody dials it any more, and what was kept about it goes. With it goes
     * whatever else was listed under the incarnation that its entry was written under.
     *
     * @return whether it was a member
     */
    public boolean retire(ReplicaId retired) {
        return retireAll(List.of(retired));
    }

    /**
     * Removes several replicas at once, see {@link #retire}.
     *
     * @return whether any of them was a member
     */
    @CanIgnoreReturnValue
    public boolean retireAll(List<ReplicaId> retired) {
        Set<Long> copies = new HashSet<>();
        retired.forEach(each -> copies.add(each.high()));
        return write((map, me) -> {
            Set<Incarnation> writers = new HashSet<>();
            DotMap<?, ?> store = map.store();
            store.keySet()
                    .forEach(key -> Roster.part(store, key, (dot, payload) -> isOneOf(copies, payload))
                            .forEach((dot, payload) -> writers.add(dot.origin())));
            return removed(map, me, null, (dot, payload) -> writers.contains(dot.origin()) || isOneOf(copies, payload));
        });
    }

    /**
     * Removes what is not well-formed, for good.
     *
     * @return how many entries that were
     */
    public int removeMalformed() {
        Set<Object> removed = new HashSet<>();
        write((map, me) -> {
            Roster roster = Roster.of(map.store(), addresses);
            removed.addAll(roster.malformed());
            List<Delta<LWWMap<String, ReplicaId>>> deltas = new ArrayList<>();
            for (Object key : sorted(roster.malformed())) {
                deltas.add(Delta.remove(Path.of(key), me.nextDot(), roster.malformedPart(map.store(), key)));
            }
            return Delta.joinAll(deltas);
        });
        return removed.size();
    }

    /** Returns all members, by address. */
    public List<Member> list() {
        return roster().members();
    }

    /** Tells whether anything is ignored of what was {@linkplain #note noted}. */
    public boolean ignoresSome() {
        return watched.ignoresSome();
    }

    /** What is ignored of what stands in the membership. */
    public sealed interface Ignored {

        /** Returns how many entries are. */
        int entries();

        /** Returns it as a sentence for people. */
        String text();

        /**
         * Entries that are not well-formed.
         *
         * @param entries how many
         * @param faults what is wrong with the first few
         */
        record Malformed(int entries, List<String> faults) implements Ignored {

            public Malformed {
                faults = List.copyOf(faults);
            }

            @Override
            public String text() {
                int more = entries - faults.size();
                return "ignored " + entries + " entries of \"" + KEY.name()
                        + "\" that are no members, until removeMalformedMembers removes them: "
                        + String.join("; ", faults) + (more > 0 ? "; and " + more + " more" : "");
            }
        }

        /**
         * Entries beyond those that count.
         *
         * @param entries how many
         */
        record Surplus(int entries) implements Ignored {

            @Override
            public String text() {
                return "ignored " + entries + " entries of \"" + KEY.name()
                        + "\": an incarnation lists itself at one address, and there are " + Roster.MAX_MEMBERS
                        + " members at most";
            }
        }
    }

    /** Returns what is ignored of what stands here now; nothing if there is nothing. */
    public List<Ignored> ignored() {
        Roster roster = roster();
        List<Ignored> ignored = new ArrayList<>();
        if (!roster.malformed().isEmpty()) {
            DotMap<?, ?> store = store();
            List<String> faults = roster.malformed().stream()
                    .limit(MAX_FAULTS)
                    .map(key -> roster.fault(store, key))
                    .toList();
            ignored.add(new Ignored.Malformed(roster.malformed().size(), faults));
        }
        if (roster.surplus() > 0) {
            ignored.add(new Ignored.Surplus(roster.surplus()));
        }
        return ignored;
    }

    /** Tells whether the name of an object belongs to the library. */
    public static boolean isReserved(String name) {
        return name.startsWith(RESERVED);
    }

    /** Returns the lasting halves of all that is listed, whether it counts or not. */
    static Set<Long> copies(ReplicaState state) {
        Set<Long> copies = new HashSet<>();
        state.get(KEY).store().forEachEntry(entry -> {
            ReplicaId replica = Roster.replicaIn(entry.payload());
            if (replica != null) {
                copies.add(replica.high());
            }
        });
        return copies;
    }

    /** Tells whether both name one copy, perhaps in different lives. */
    static boolean isSameCopy(ReplicaId one, ReplicaId other) {
        return one.high() == other.high();
    }

    private void put(String own) {
        writer.write((map, me) -> map.put(me, own, replica.id()));
    }

    /** A retired node comes back as a new incarnation: what it wrote before stays, and ends there. */
    private void abandonIncarnation() {
        var incarnation = replica.incarnation();
        if (incarnation != null) {
            replica.abandon(incarnation);
        }
    }

    private boolean isOurs(@Nullable ReplicaId listed) {
        return listed != null
                && isSameCopy(listed, replica.id())
                && listed.label().equals(replica.id().label());
    }

    private static boolean isOneOf(Set<Long> copies, @Nullable Object payload) {
        ReplicaId replica = Roster.replicaIn(payload);
        return replica != null && copies.contains(replica.high());
    }

    /** Returns what removes some payloads wherever they are, but at the address that stays. */
    private static Delta<LWWMap<String, ReplicaId>> removed(
            LWWMap<String, ReplicaId> map, ReplicaContext me, @Nullable String stays, Roster.Choice choice) {
        List<Delta<LWWMap<String, ReplicaId>>> deltas = new ArrayList<>();
        for (Object key : sorted(map.store().keySet())) {
            DotFun<Object> part = key.equals(stays) ? DotFun.empty() : Roster.part(map.store(), key, choice);
            if (!part.isEmpty()) {
                deltas.add(Delta.remove(Path.of(key), me.nextDot(), part));
            }
        }
        return Delta.joinAll(deltas);
    }

    /** An order that the hashes of keys have no part in; keys of other classes than that of addresses come in any. */
    private static List<Object> sorted(Set<?> keys) {
        List<Object> sorted = new ArrayList<>(keys);
        sorted.sort(Comparator.comparing(key -> key instanceof String text ? text : ""));
        return sorted;
    }

    /** Returns whether anything was written. */
    @CanIgnoreReturnValue
    private boolean write(
            BiFunction<LWWMap<String, ReplicaId>, ReplicaContext, Delta<LWWMap<String, ReplicaId>>> change) {
        boolean[] written = {false};
        writer.write((map, me) -> {
            Delta<LWWMap<String, ReplicaId>> delta = change.apply(map, me);
            written[0] = !delta.isNone();
            return delta;
        });
        return written[0];
    }

    private DotMap<?, ?> store() {
        return replica.get(KEY).store();
    }

    private Roster roster() {
        DotMap<?, ?> store = store();
        if (store != lastRead) {
            read = Roster.of(store, addresses);
            lastRead = store;
        }
        return read;
    }
}

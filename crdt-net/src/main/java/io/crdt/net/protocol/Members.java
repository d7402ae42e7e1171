package io.crdt.net.protocol;

import io.crdt.causal.Delta;
import io.crdt.causal.DotFun;
import io.crdt.causal.ReplicaContext;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.type.LWWMap;
import io.crdt.type.Stamped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
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
 * address do not fight for ever: who was overwritten by one that had seen him lets it be.
 */
public final class Members {

    /** What the names of the library's own objects begin with. */
    public static final String RESERVED = "crdt:";

    /** The object that holds the membership. */
    public static final Key<LWWMap<String, ReplicaId>> KEY =
            Key.of(RESERVED + "members", LWWMap.type(String.class, ReplicaId.class));

    private final Replica replica;
    private final Writer writer;
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
        this.replica = replica;
        this.writer = writer;
    }

    /**
     * Enters this replica, unless it is entered already, and removes what it had entered at other addresses.
     *
     * @param ownAddress where others dial it, {@code host:port}
     */
    public void admit(String ownAddress) {
        address = ownAddress;
        writer.write((map, me) -> {
            Delta<LWWMap<String, ReplicaId>> delta =
                    isOurs(map.get(ownAddress).orElse(null)) ? Delta.none() : map.put(me, ownAddress, replica.id());
            return delta.join(removed(map, me, replica.id(), ownAddress));
        });
    }

    /** Looks what has become of this replica's own entry, and enters it again where that is due. */
    public Standing review() {
        String own = address;
        if (own == null) {
            return Standing.LISTED;
        }
        LWWMap<String, ReplicaId> map = replica.get(KEY);
        DotFun<Stamped<ReplicaId>> written = map.store().at(own);
        if (written.isEmpty()) {
            abandonIncarnation();
            put(own);
            return Standing.READMITTED;
        }
        if (isOurs(map.get(own).orElse(null))) {
            return Standing.LISTED;
        }
        if (!insisted && hasOurs(written)) {
            insisted = true;
            put(own);
            return Standing.RECLAIMED;
        }
        return Standing.SUPERSEDED;
    }

    /**
     * Removes a replica from the membership: nobody dials it any more, and what was kept about it goes.
     *
     * @return whether it was a member
     */
    public boolean retire(ReplicaId retired) {
        boolean[] found = {false};
        writer.write((map, me) -> {
            Delta<LWWMap<String, ReplicaId>> delta = removed(map, me, retired, null);
            found[0] = !delta.isNone();
            return delta;
        });
        return found[0];
    }

    /** Returns all members, by address. */
    public List<Member> list() {
        List<Member> members = new ArrayList<>();
        replica.get(KEY).forEach((at, who) -> members.add(new Member(at, who)));
        members.sort(Comparator.comparing(Member::address));
        return members;
    }

    /** Tells whether the name of an object belongs to the library. */
    public static boolean isReserved(String name) {
        return name.startsWith(RESERVED);
    }

    /** Tells whether both name one copy, perhaps in different lives. */
    static boolean isSameCopy(ReplicaId one, ReplicaId other) {
        return one.high() == other.high();
    }

    private void put(String own) {
        writer.write((map, me) -> map.put(me, own, replica.id()));
    }

    /** Whoever was retired comes back as a new origin: what it wrote before stays, and ends there. */
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

    private boolean hasOurs(DotFun<Stamped<ReplicaId>> written) {
        boolean[] found = {false};
        written.forEach((dot, each) -> found[0] |= isOurs(each.value()));
        return found[0];
    }

    /** Returns what removes all entries of a copy but the one at an address that stays. */
    private static Delta<LWWMap<String, ReplicaId>> removed(
            LWWMap<String, ReplicaId> map, ReplicaContext me, ReplicaId copy, @Nullable String stays) {
        List<String> addresses = new ArrayList<>();
        map.forEach((at, who) -> {
            if (isSameCopy(who, copy) && !at.equals(stays)) {
                addresses.add(at);
            }
        });
        Delta<LWWMap<String, ReplicaId>> delta = Delta.none();
        for (String each : addresses.stream().sorted().toList()) {
            delta = delta.join(map.remove(me, each));
        }
        return delta;
    }
}

package io.crdt.membership;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.causal.Dot;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.Incarnation;
import io.crdt.replica.ReplicaId;
import io.crdt.type.Stamped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The members as far as the object that holds them can be read. Any peer may have written it, so its keys and payloads may
 * be of any class: each is looked at before it is used, none is cast.
 *
 * <p>An entry is well-formed if its key is the text of an address and it holds a replica. Of well-formed entries some do not
 * count, so that what one peer writes has a bounded effect: a node lists itself and nobody else, so of one incarnation only
 * the latest entry counts, and no more than {@value #MAX_PER_WRITER} are kept in mind; of all entries {@value #MAX_MEMBERS}
 * are read. Of two spellings of one address the plain one counts.
 *
 * <p>A change costs O(log n), as {@link Rings} do.
 */
final class Roster {

    static final int MAX_MEMBERS = 10_000;
    static final int MAX_PER_WRITER = 4;

    private static final int MAX_KEY = 512;
    private static final int MAX_SHOWN = 80;

    private final UnaryOperator<String> addresses;
    private final Map<Object, Claim> claims = new HashMap<>();
    private final Map<Incarnation, TreeMap<Long, Claim>> byWriter = new HashMap<>();
    private final Map<String, TreeMap<String, Claim>> byAddress = new TreeMap<>();
    private final Set<Object> malformed = new LinkedHashSet<>();
    private final Set<Object> surplus = new LinkedHashSet<>();

    /** A well-formed entry: somebody says that a replica is at an address. */
    private record Claim(String key, String address, ReplicaId replica, Dot dot) {}

    /** What is wrong with a key, or null if it is the text of an address, and that address. */
    private record Place(String address, @Nullable String fault) {}

    /**
     * Creates a roster of nobody.
     *
     * @param addresses returns the canonical spelling of an address; throws an IllegalArgumentException if there can be no
     *     member
     */
    Roster(UnaryOperator<String> addresses) {
        this.addresses = addresses;
    }

    static Roster of(DotMap<?, ?> store, UnaryOperator<String> addresses) {
        Roster roster = new Roster(addresses);
        store.keySet().forEach(key -> roster.update(store, key));
        return roster;
    }

    /** Reads an entry again, and returns the addresses where somebody else may be listed now. */
    @CanIgnoreReturnValue
    Set<String> update(DotMap<?, ?> store, Object key) {
        Set<String> touched = new TreeSet<>();
        boolean freed = forget(key, touched);
        read(store, key, touched);
        if (freed && !surplus.isEmpty() && claims.size() < MAX_MEMBERS) {
            Object next = surplus.iterator().next();
            surplus.remove(next);
            read(store, next, touched);
        }
        return touched;
    }

    /** Returns who is listed at an address, or null. */
    @Nullable
    ReplicaId at(String address) {
        for (Claim claim : byAddress.getOrDefault(address, new TreeMap<>()).values()) {
            if (isLatestOfItsWriter(claim)) {
                return claim.replica();
            }
        }
        return null;
    }

    /** Returns all members, by address. */
    List<Member> members() {
        List<Member> members = new ArrayList<>();
        for (String address : byAddress.keySet()) {
            ReplicaId replica = at(address);
            if (replica != null) {
                members.add(new Member(address, replica));
            }
        }
        return members;
    }

    /** Returns the keys of entries that are not well-formed, in part or as a whole. */
    Set<Object> malformed() {
        return malformed;
    }

    boolean ignoresSome() {
        return !malformed.isEmpty() || !surplus.isEmpty();
    }

    /** Returns how many well-formed entries do not count. */
    int surplus() {
        return surplus.size() + claims.size() - members().size();
    }

    /** Returns the payloads of an entry that are not well-formed; of a key that is no address all. */
    DotFun<Object> malformedPart(DotMap<?, ?> store, Object key) {
        boolean whole = place(key).fault() != null;
        return part(store, key, (dot, payload) -> whole || replicaIn(payload) == null);
    }

    /** Says what is wrong with an entry that is not well-formed, in a few words. */
    String fault(DotMap<?, ?> store, Object key) {
        String fault = place(key).fault();
        if (fault != null) {
            return fault;
        }
        List<String> classes = new ArrayList<>();
        malformedPart(store, key).forEach((dot, payload) -> classes.add(className(payload)));
        return "at \"" + shortened(key) + "\" is a " + String.join(", ", classes) + " where a replica is expected";
    }

    /** What tells some payloads of an entry from the others. */
    @FunctionalInterface
    interface Choice {
        boolean includes(Dot dot, @Nullable Object payload);
    }

    /** Returns some of the payloads at a key. */
    static DotFun<Object> part(DotMap<?, ?> store, Object key, Choice choice) {
        List<DotFun<Object>> part = new ArrayList<>(List.of(DotFun.empty()));
        if (store.at(key) instanceof DotFun<?> written) {
            written.forEach((dot, payload) -> {
                if (choice.includes(dot, payload)) {
                    part.set(0, part.get(0).with(dot, payload, DotFun.empty().dots()));
                }
            });
        }
        return part.get(0);
    }

    /** Returns the replica that a payload of the object names, or null if it is of any other class. */
    static @Nullable ReplicaId replicaIn(@Nullable Object payload) {
        return payload instanceof Stamped<?> stamped && stamped.value() instanceof ReplicaId replica ? replica : null;
    }

    /** Returns what was written last at a key and names a replica, by time and then by dot; null if nothing does. */
    static @Nullable ReplicaId latestAt(DotMap<?, ?> store, Object key) {
        Dot dot = latestDot(store, key);
        return dot != null && store.at(key) instanceof DotFun<?> written ? replicaIn(written.get(dot)) : null;
    }

    private static @Nullable Dot latestDot(DotMap<?, ?> store, Object key) {
        Map<Dot, Long> times = new TreeMap<>();
        if (store.at(key) instanceof DotFun<?> written) {
            written.forEach((dot, payload) -> {
                if (replicaIn(payload) != null && payload instanceof Stamped<?> stamped) {
                    times.put(dot, stamped.packedTime());
                }
            });
        }
        Comparator<Map.Entry<Dot, Long>> byTime = Map.Entry.comparingByValue();
        return times.entrySet().stream()
                .max(byTime.thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    private void read(DotMap<?, ?> store, Object key, Set<String> touched) {
        if (!(store.at(key) instanceof DotFun<?> written) || written.isEmpty()) {
            return;
        }
        Place place = place(key);
        Dot dot = latestDot(store, key);
        if (place.fault() != null || !malformedPart(store, key).isEmpty()) {
            malformed.add(key);
        }
        ReplicaId replica = dot == null ? null : replicaIn(written.get(dot));
        if (place.fault() == null && dot != null && replica != null) {
            take(new Claim(String.valueOf(key), place.address(), replica, dot), touched);
        }
    }

    private void take(Claim claim, Set<String> touched) {
        TreeMap<Long, Claim> ofWriter = byWriter.computeIfAbsent(claim.dot().origin(), each -> new TreeMap<>());
        if (!ofWriter.isEmpty()) {
            touched.add(ofWriter.lastEntry().getValue().address());
        }
        ofWriter.put(claim.dot().seq(), claim);
        byAddress
                .computeIfAbsent(claim.address(), address -> new TreeMap<>(plainFirst(address)))
                .put(claim.key(), claim);
        claims.put(claim.key(), claim);
        touched.add(claim.address());
        if (ofWriter.size() > MAX_PER_WRITER) {
            setAside(ofWriter.firstEntry().getValue(), touched);
        } else if (claims.size() > MAX_MEMBERS) {
            setAside(claim, touched);
        }
    }

    private void setAside(Claim claim, Set<String> touched) {
        forget(claim.key(), touched);
        surplus.add(claim.key());
    }

    /** Returns whether that leaves room for another one. */
    @CanIgnoreReturnValue
    private boolean forget(Object key, Set<String> touched) {
        malformed.remove(key);
        surplus.remove(key);
        Claim claim = claims.remove(key);
        if (claim == null) {
            return false;
        }
        touched.add(claim.address());
        TreeMap<String, Claim> there = byAddress.get(claim.address());
        if (there != null && there.remove(claim.key()) != null && there.isEmpty()) {
            byAddress.remove(claim.address());
        }
        TreeMap<Long, Claim> ofWriter = byWriter.get(claim.dot().origin());
        if (ofWriter != null) {
            ofWriter.remove(claim.dot().seq(), claim);
            if (ofWriter.isEmpty()) {
                byWriter.remove(claim.dot().origin());
            } else {
                touched.add(ofWriter.lastEntry().getValue().address());
            }
        }
        return true;
    }

    private boolean isLatestOfItsWriter(Claim claim) {
        TreeMap<Long, Claim> ofWriter = byWriter.get(claim.dot().origin());
        return ofWriter != null && claim.equals(ofWriter.lastEntry().getValue());
    }

    private static Comparator<String> plainFirst(String address) {
        return Comparator.comparing((String key) -> !key.equals(address)).thenComparing(Comparator.naturalOrder());
    }

    private Place place(Object key) {
        if (!(key instanceof String text)) {
            return new Place(
                    "", "the key " + shortened(key) + " is a " + className(key) + " where an address is expected");
        }
        if (text.length() > MAX_KEY) {
            return new Place("", "the key \"" + shortened(key) + "\" is longer than " + MAX_KEY + " characters");
        }
        try {
            return new Place(addresses.apply(text), null);
        } catch (IllegalArgumentException e) {
            return new Place("", "the key \"" + shortened(key) + "\": " + e.getMessage());
        }
    }

    private static String className(@Nullable Object value) {
        if (value instanceof Stamped<?> stamped) {
            return className(stamped.value());
        }
        return value == null ? "null" : value.getClass().getSimpleName();
    }

    /** The values of a user's class may do anything in their toString. */
    private static String shortened(Object key) {
        String text = key instanceof String || key instanceof Number ? key.toString() : "…";
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    }
}

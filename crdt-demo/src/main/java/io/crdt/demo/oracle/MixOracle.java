package io.crdt.demo.oracle;

import io.crdt.causal.VersionVector;
import io.crdt.clock.Timestamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Says what must come out of a mix of operations by their definition, not by merging: a counter is the sum of its
 * increments; an element is in a set iff there is an addition that no removal or clearing has seen; at a key of a map is,
 * of the puts that no later put or removal has seen, the one of the greatest time, then of the greatest dot.
 *
 * <p>It is told of the operations in the order in which they were made, so whatever sees an operation is told of later than
 * that one. Hence a write that was seen by a removal can be forgotten right then, and one that was seen by another write of
 * the same place as well: a replica that sees the second has seen the first.
 */
public final class MixOracle {

    /** What stands for an element that is in a set. */
    public static final Object IN = true;

    private record Written(Stamp stamp, Object value) {}

    private final Map<String, Long> sums = new HashMap<>();
    private final Map<String, Map<String, List<Written>>> unseen = new HashMap<>();

    /** Creates an oracle that has been told nothing. */
    public MixOracle() {}

    /** Returns an oracle that has been told the same. */
    public MixOracle copy() {
        MixOracle copy = new MixOracle();
        copy.sums.putAll(sums);
        unseen.forEach((object, places) ->
                places.forEach((place, writes) -> copy.writes(object).put(place, new ArrayList<>(writes))));
        return copy;
    }

    /** An increment, or a decrement if the amount is negative. */
    public void increment(String object, long amount) {
        sums.merge(object, amount, Long::sum);
    }

    /** An addition at a node that had seen this much. */
    public void add(String object, String element, Stamp stamp, VersionVector seen) {
        put(object, element, IN, stamp, seen);
    }

    /** A put at a node that had seen this much. */
    public void put(String object, String key, Object value, Stamp stamp, VersionVector seen) {
        remove(object, key, seen);
        writes(object).computeIfAbsent(key, first -> new ArrayList<>()).add(new Written(stamp, value));
    }

    /** A removal at a node that had seen this much. */
    public void remove(String object, String key, VersionVector seen) {
        writes(object)
                .getOrDefault(key, new ArrayList<>())
                .removeIf(write -> seen.covers(write.stamp().dot()));
    }

    /** A removal of everything at a node that had seen this much. */
    public void clear(String object, VersionVector seen) {
        writes(object).keySet().forEach(element -> remove(object, element, seen));
    }

    /** Returns what each place must hold: sums, {@link #IN} for elements, and values of keys. */
    public Map<String, Object> expected() {
        Map<String, Object> expected = new HashMap<>(sums);
        Comparator<Written> byTime = Comparator.<Written, Timestamp>comparing(
                        write -> write.stamp().time())
                .thenComparing(write -> write.stamp().dot());
        unseen.forEach((object, places) -> places.forEach((key, writes) ->
                writes.stream().max(byTime).ifPresent(last -> expected.put(place(object, key), last.value()))));
        return expected;
    }

    /** Returns the name of a place in an object. */
    public static String place(String object, String key) {
        return object + "[" + key + "]";
    }

    private Map<String, List<Written>> writes(String object) {
        return unseen.computeIfAbsent(object, first -> new HashMap<>());
    }
}

package io.crdt.demo.engine;

import io.crdt.replica.Key;
import io.crdt.type.LWWMap;
import io.crdt.type.ORSet;
import io.crdt.type.PNCounter;
import java.util.List;
import java.util.stream.Stream;

/** The objects that all nodes share: counters, sets and maps. A page shows the first of each. */
public final class SharedObjects {

    static final List<Key<PNCounter>> COUNTERS = Stream.of("likes", "views")
            .map(name -> Key.of(name, PNCounter.type()))
            .toList();
    static final List<Key<ORSet<String>>> SETS = Stream.of("cart", "tags")
            .map(name -> Key.of(name, ORSet.type(String.class)))
            .toList();
    static final List<Key<LWWMap<String, String>>> MAPS = Stream.of("prices", "profile")
            .map(name -> Key.of(name, LWWMap.type(String.class, String.class)))
            .toList();

    public static final Key<PNCounter> LIKES = COUNTERS.get(0);
    public static final Key<ORSet<String>> CART = SETS.get(0);
    public static final Key<LWWMap<String, String>> PRICES = MAPS.get(0);

    private SharedObjects() {}
}

package io.crdt.demo.ui;

import io.crdt.demo.oracle.MixOracle;
import io.crdt.replica.Key;
import io.crdt.replica.ReplicaState;
import io.crdt.type.LWWMap;
import io.crdt.type.ORSet;
import io.crdt.type.PNCounter;
import java.util.HashMap;
import java.util.Map;

/** The objects that all nodes share: a counter, a set and a map. */
final class SharedObjects {

    static final Key<PNCounter> LIKES = Key.of("likes", PNCounter.type());
    static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));
    static final Key<LWWMap<String, String>> PRICES = Key.of("prices", LWWMap.type(String.class, String.class));

    private SharedObjects() {}

    /** Returns what each place holds at a replica, named as {@link MixOracle#expected} does. */
    static Map<String, Object> observed(ReplicaState state) {
        Map<String, Object> observed = new HashMap<>();
        observed.put(LIKES.name(), state.get(LIKES).value());
        state.get(CART)
                .elements()
                .forEach(element -> observed.put(MixOracle.place(CART.name(), element), MixOracle.IN));
        state.get(PRICES).forEach((key, value) -> observed.put(MixOracle.place(PRICES.name(), key), value));
        return observed;
    }
}

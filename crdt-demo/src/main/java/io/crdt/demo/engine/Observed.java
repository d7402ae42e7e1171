package io.crdt.demo.engine;

import io.crdt.demo.oracle.MixOracle;
import io.crdt.replica.Key;
import io.crdt.replica.ObjectId;
import io.crdt.replica.ReplicaState;
import io.crdt.type.GCounter;
import io.crdt.type.LWWMap;
import io.crdt.type.ORSet;
import io.crdt.type.PNCounter;
import java.util.HashMap;
import java.util.Map;

/** Reads what a replica holds, whatever objects it has. */
public final class Observed {

    /** Objects with such names are the library's own. */
    private static final String RESERVED = "crdt:";

    private Observed() {}

    /** Returns what each place holds, named as {@link MixOracle} names it. */
    public static Map<String, Object> at(ReplicaState state) {
        Map<String, Object> observed = new HashMap<>();
        for (ObjectId object : state.objects()) {
            String name = object.name();
            if (name.startsWith(RESERVED)) {
                continue;
            }
            switch (object.type()) {
                case "GCounter" ->
                    observed.put(name, state.get(Key.of(name, GCounter.type())).value());
                case "PNCounter" ->
                    observed.put(name, state.get(Key.of(name, PNCounter.type())).value());
                case "ORSet" ->
                    state.get(Key.of(name, ORSet.type(String.class)))
                            .elements()
                            .forEach(element -> observed.put(MixOracle.place(name, element), MixOracle.IN));
                case "LWWMap" ->
                    state.get(Key.of(name, LWWMap.type(String.class, Object.class)))
                            .forEach((key, value) -> observed.put(MixOracle.place(name, key), value));
                default -> observed.put(object.toString(), "an object that nobody wrote");
            }
        }
        return observed;
    }
}

package io.crdt.codec;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The names of this library's types, which messages mention by number. Only ever append, with a new edition. */
final class TypeNames {

    static final List<String> WELL_KNOWN = List.of(
            "GCounter",
            "PNCounter",
            "CounterMap",
            "BoundedCounter",
            "GSet",
            "TwoPSet",
            "ORSet",
            "RWSet",
            "LWWSet",
            "LWWRegister",
            "MVRegister",
            "MaxRegister",
            "MinRegister",
            "EWFlag",
            "DWFlag",
            "LWWMap",
            "ORMap",
            "MVMap",
            "RGA",
            "Sequence",
            "ORMultiMap",
            "LatticeRegister",
            "ORMap<ORSet>",
            "ORMap<LWWMap>",
            "ORMap<PNCounter>",
            "ORMap<CounterMap>",
            "ORMap<LWWRegister>",
            "ORMap<MVRegister>",
            "ORMap<EWFlag>");

    static final Map<String, Integer> NUMBERS = numbers();

    private TypeNames() {}

    private static Map<String, Integer> numbers() {
        Map<String, Integer> numbers = new HashMap<>();
        WELL_KNOWN.forEach(name -> numbers.put(name, numbers.size()));
        return Map.copyOf(numbers);
    }
}

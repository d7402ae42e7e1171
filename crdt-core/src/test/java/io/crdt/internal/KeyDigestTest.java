package io.crdt.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.Unit;
import io.crdt.lattice.GrowMap;
import io.crdt.lattice.Max;
import io.crdt.lattice.Min;
import io.crdt.lattice.Pair;
import io.crdt.payload.Bytes;
import io.crdt.payload.Encoded;
import io.crdt.payload.PayloadKind;
import io.crdt.replica.Key;
import io.crdt.replica.ObjectId;
import io.crdt.replica.Payloads;
import io.crdt.replica.ReplicaId;
import io.crdt.type.ORSet;
import io.crdt.type.Stamped;
import io.crdt.type.Tally;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Keys that a peer makes of one hash code neither share a bucket nor lose their equality. */
class KeyDigestTest {
    private static final int KEYS = 2_000;
    private static final int BITS = 11;
    private static final Key<ORSet<String>> KEY = Key.of("key", ORSet.type(String.class));

    record Tag(String name, long number) {}

    private record Secret(Object content) {}

    /** A record whose equality is not that of its components. */
    record AnyCase(String text) {
        @Override
        public boolean equals(Object other) {
            return other instanceof AnyCase that && that.text.equalsIgnoreCase(text);
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    private static final Map<String, IntFunction<Object>> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put("text", KeyDigestTest::text);
        KINDS.put("long", KeyDigestTest::number);
        KINDS.put("double", i -> Double.longBitsToDouble(number(i)));
        KINDS.put(
                "big integer",
                i -> BigInteger.valueOf(i + 1L).shiftLeft(32).add(BigInteger.valueOf(-31L * (i + 1) & 0xffffffffL)));
        KINDS.put("big decimal", i -> new BigDecimal(BigInteger.valueOf(i), -31 * i));
        KINDS.put("UUID", i -> new UUID(number(i), number(i)));
        KINDS.put("instant", i -> Instant.ofEpochSecond(number(i)));
        KINDS.put("list", i -> List.of(text(i), 1));
        KINDS.put("nested list", i -> List.of(List.of(number(i))));
        KINDS.put("set", i -> Set.of(text(i), 1));
        KINDS.put("map", i -> Map.of(1, text(i)));
        KINDS.put("record", i -> new Tag(text(i), 1));
        KINDS.put("private record", i -> new Secret(new Tag("", number(i))));
        KINDS.put("incarnation", i -> new Incarnation(i, -31L * i));
        KINDS.put("dot", i -> new Dot(new Incarnation(0, i + 1L), 100_000L - 31 * (i + 1)));
        KINDS.put("path", i -> Path.of(text(i)));
        KINDS.put("optional", i -> Optional.of(text(i)));
        KINDS.put("bytes", i -> Bytes.of(ascii(i)));
        KINDS.put("of the application", i -> Encoded.unreadable(16, ascii(i), "its class is not registered"));
        KINDS.put("stamped", i -> new Stamped<>(1, text(i)));
        KINDS.put("tally", i -> new Tally(number(i + 1), 0, 0, 0));
        KINDS.put("maximum", i -> new Max<>(text(i)));
        KINDS.put("minimum", i -> new Min<>(text(i)));
        KINDS.put("pair", i -> new Pair<>(new Max<>(text(i)), new Max<>(1)));
        KINDS.put("map of maxima", i -> GrowMap.<String, Max<Integer>>empty().with(text(i), new Max<>(1)));
        KINDS.put("replica", i -> new ReplicaId(number(i), 1, "label"));
        KINDS.put("object", i -> new ObjectId(text(i), "ORSet", KEY.id().shape()));
    }

    /** Returns one of many texts of one hash code. */
    private static String text(int number) {
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < BITS; bit++) {
            text.append((number >>> bit & 1) == 0 ? "Aa" : "BB");
        }
        return text.toString();
    }

    private static byte[] ascii(int number) {
        return text(number).getBytes(StandardCharsets.US_ASCII);
    }

    private static long number(int number) {
        return (long) number << 32 | number;
    }

    @Test
    void keysOfOneHashCodeShareNoBucket() {
        KINDS.forEach((kind, make) -> {
            PersistentMap<Object, Integer> map = PersistentMap.empty();
            PersistentMap.Builder<Object, Integer> builder = PersistentMap.builder();
            int hash = MapNode.hash(make.apply(0));
            for (int i = 0; i < KEYS; i++) {
                Object key = make.apply(i);
                assertEquals(hash, MapNode.hash(key), kind + " " + key);
                map = map.put(key, i);
                builder.put(key, i);
            }
            assertFalse(hasBucket(map.root(), 0), kind);
            assertEquals(map, builder.build(), kind);
            assertEquals(MapShape.of(map), MapShape.of(builder.build()), kind);
            assertEquals(KEYS, map.size(), kind);
            for (int i = 0; i < KEYS; i++) {
                assertEquals(i, map.get(make.apply(i)), kind);
                map = map.remove(make.apply(i));
            }
            assertTrue(map.isEmpty(), kind);
        });
    }

    @Test
    void noKindOfPayloadIsForgotten() {
        Set<Class<?>> fewOfOneHashCode = Set.of(
                Unit.class,
                Boolean.class,
                Byte.class,
                Short.class,
                Integer.class,
                Character.class,
                Float.class,
                LocalDate.class);
        for (PayloadKind<?> kind : Payloads.TABLE.kinds()) {
            assertTrue(
                    fewOfOneHashCode.contains(kind.type())
                            || KINDS.values().stream()
                                    .anyMatch(make -> kind.type().isInstance(make.apply(1))),
                    () -> "add keys of one hash code of the kind " + kind);
        }
    }

    private static boolean hasBucket(MapNode<?, ?> node, int shift) {
        if (MapNode.isCollision(shift)) {
            return true;
        }
        for (int slot = node.dataSlots(); slot < node.slots.length; slot++) {
            if (hasBucket(node.nodeAt(slot), shift + MapNode.BITS_PER_LEVEL)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void textsThatNoEncodingTellsApartHaveDifferentDigests() {
        assertFalse(KeyDigest.of("\ud800") == KeyDigest.of("\ud801"));
        assertFalse(KeyDigest.of("?") == KeyDigest.of("\ud801"));
    }

    @Test
    void whatIsEqualHasOneDigestWhateverItsClass() {
        assertOneDigest(List.of("a", 1), new ArrayList<>(List.of("a", 1)));
        assertOneDigest(Arrays.asList("a", null), new ArrayList<>(Arrays.asList("a", null)));
        assertOneDigest(Set.of("a", "b", "c"), new TreeSet<>(Set.of("a", "b", "c")));
        assertOneDigest(new LinkedHashSet<>(List.of(1, 2)), new LinkedHashSet<>(List.of(2, 1)));
        assertOneDigest(Map.of("a", 1, "b", 2), new TreeMap<>(Map.of("b", 2, "a", 1)));
        assertOneDigest(new HashMap<>(Map.of("a", 1)), Map.of("a", 1));
        assertOneDigest(new Tag("a", 1), new Tag("a", 1));
        assertOneDigest(new Secret(Double.NaN), new Secret(Double.longBitsToDouble(0x7ff8000000000001L)));
        assertOneDigest(Path.of("a"), Path.of("a"));
        assertOneDigest(Optional.of(List.of("a")), Optional.of(new ArrayList<>(List.of("a"))));
        assertOneDigest(Encoded.of(16, ascii(1), "a"), Encoded.unreadable(16, ascii(1), "no class"));
        assertOneDigest(
                GrowMap.<String, Max<Integer>>empty().with("a", new Max<>(1)).with("b", new Max<>(2)),
                GrowMap.<String, Max<Integer>>empty().with("b", new Max<>(2)).with("a", new Max<>(1)));
    }

    @Test
    void aRecordWithAnEqualsOfItsOwnIsNotToldApartByItsComponents() {
        assertOneDigest(new AnyCase("a"), new AnyCase("A"));
        PersistentMap<AnyCase, Integer> map = PersistentMap.<AnyCase, Integer>empty()
                .put(new AnyCase("a"), 1)
                .put(new AnyCase("b"), 2)
                .put(new AnyCase("A"), 3);
        assertEquals(2, map.size());
        assertEquals(3, map.get(new AnyCase("a".toUpperCase(Locale.ROOT))));
    }

    private static void assertOneDigest(Object one, Object other) {
        assertEquals(one, other);
        assertEquals(KeyDigest.of(one), KeyDigest.of(other), one + " and " + other);
    }

    /** Maps iterate and print alike in each process, also those of keys of one hash code. */
    @Test
    void digestsAreTheSameInEachProcess() {
        assertEquals(3664669422557492789L, KeyDigest.of("Aa"));
        assertEquals(-7054805751944555735L, KeyDigest.of(new Dot(new Incarnation(1, 2), 3)));
    }
}

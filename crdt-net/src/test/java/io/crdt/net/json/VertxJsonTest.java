package io.crdt.net.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.codec.Codec;
import io.crdt.codec.DecodeException;
import io.crdt.payload.JsonValue;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class VertxJsonTest {

    private static final long SEED = 20_261_201;

    @Test
    void whatGoesThereAndBackIsEqual() throws DecodeException {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 2_000; i++) {
            JsonValue value = object(random, 4);
            String what = "seed " + SEED + ", value " + i + ": " + value;
            JsonObject json = VertxJson.objectOf(value);
            assertEquals(value, VertxJson.valueOf(json), what);
            assertEquals(json, VertxJson.objectOf(VertxJson.valueOf(json)), what);
            assertEquals(value, Codec.standard().decode(Codec.standard().encode(value)), what);
        }
    }

    private static JsonValue object(SplittableRandom random, int depth) {
        Map<String, JsonValue> members = new HashMap<>();
        for (int left = random.nextInt(4); left > 0; left--) {
            members.put(text(random), value(random, depth - 1));
        }
        return new JsonValue.Obj(members);
    }

    private static JsonValue value(SplittableRandom random, int depth) {
        return switch (random.nextInt(depth > 0 ? 10 : 8)) {
            case 0 -> JsonValue.NULL;
            case 1 -> new JsonValue.Bool(random.nextBoolean());
            case 2 -> JsonValue.Num.of(random.nextInt());
            case 3 -> JsonValue.Num.of(random.nextLong());
            case 4 -> JsonValue.Num.of(random.nextDouble() * Math.pow(10, random.nextInt(-300, 300)));
            case 5 ->
                new JsonValue.Num(new BigDecimal(
                        new BigInteger(random.nextInt(1, 200), new java.util.Random(random.nextLong())),
                        random.nextInt(-400, 400)));
            case 6, 7 -> new JsonValue.Str(text(random));
            case 8 -> new JsonValue.Arr(List.of(value(random, depth - 1), value(random, depth - 1)));
            default -> object(random, depth);
        };
    }

    private static String text(SplittableRandom random) {
        char[] text = new char[random.nextInt(4)];
        for (int i = 0; i < text.length; i++) {
            text[i] = (char) random.nextInt(random.nextBoolean() ? 128 : 65_536);
        }
        return new String(text);
    }

    @Test
    void aNumberComesBackAsTheSmallestClassThatIsExact() {
        assertNumber(1, new BigDecimal("1.000"));
        assertNumber(100, new BigDecimal("1e2"));
        assertNumber(Integer.MIN_VALUE, (long) Integer.MIN_VALUE);
        assertNumber(1L << 31, 1L << 31);
        assertNumber(Long.MIN_VALUE, BigInteger.valueOf(Long.MIN_VALUE));
        assertNumber(0.1, 0.1);
        assertNumber(0.1, 0.1f);
        assertNumber(0, -0.0);
        assertNumber(Double.MIN_VALUE, Double.MIN_VALUE);
        assertNumber(new BigDecimal("9223372036854775808"), BigInteger.ONE.shiftLeft(63));
        assertNumber(new BigDecimal("0.1000000000000000055"), new BigDecimal("0.1000000000000000055"));
        assertNumber(new BigDecimal("1e1000000000"), new BigDecimal("1e1000000000"));
        assertNumber(new BigDecimal("-7e-1000000000"), new BigDecimal("-7e-1000000000"));
    }

    private static void assertNumber(Number expected, Number put) {
        JsonArray back = VertxJson.arrayOf(VertxJson.valueOf(new JsonArray().add(put)));
        Object got = back.getList().get(0);
        assertEquals(expected, got);
        assertEquals(expected.getClass(), got.getClass());
    }

    @Test
    void aCopyDoesNotChangeWithItsSource() {
        JsonArray inner = new JsonArray().add(1);
        JsonObject json = new JsonObject()
                .put("a", inner)
                .put("map", Map.of("b", List.of(true)))
                .putNull("none");
        JsonValue value = VertxJson.valueOf(json);
        inner.add(2);
        assertEquals("{\"a\":[1],\"map\":{\"b\":[true]},\"none\":null}", value.toString());
        VertxJson.objectOf(value).put("more", 1).getJsonArray("a").add(3);
        assertEquals("{\"a\":[1],\"map\":{\"b\":[true]},\"none\":null}", value.toString());
    }

    @Test
    void whatIsNotOfJsonIsRefusedWithItsPlace() {
        assertRefused(Instant.EPOCH, "$.list[1].x: a java.time.Instant is no value of JSON");
        assertRefused(Buffer.buffer("b"), "is no value of JSON");
        assertRefused(Double.NaN, "$.list[1].x: JSON has no NaN");
        assertRefused(Float.NEGATIVE_INFINITY, "JSON has no -Infinity");
        assertRefused(new AtomicInteger(1), "AtomicInteger is no number of JSON");
        assertRefused(Map.of(1, 2), "the name of a member must be a string, but one is 1");
    }

    private static void assertRefused(Object value, String message) {
        JsonObject json = new JsonObject()
                .put("list", new JsonArray().add(0).add(new JsonObject(new HashMap<>(Map.of("x", value)))));
        String said = assertThrows(IllegalArgumentException.class, () -> VertxJson.valueOf(json))
                .getMessage();
        assertTrue(said.contains(message), said);
    }

    @Test
    void anObjectIsNoArray() {
        assertThrows(IllegalArgumentException.class, () -> VertxJson.objectOf(new JsonValue.Arr(List.of())));
        assertThrows(IllegalArgumentException.class, () -> VertxJson.arrayOf(JsonValue.NULL));
    }

    @Test
    void valuesNestAsDeepAsTheCodecTakesThem() {
        JsonValue deep = new JsonValue.Arr(List.of());
        for (int depth = 1; depth < VertxJson.MAX_DEPTH; depth++) {
            deep = new JsonValue.Arr(List.of(deep));
        }
        JsonValue deepest = deep;
        assertEquals(deepest, VertxJson.valueOf(VertxJson.arrayOf(deepest)));
        assertTrue(Codec.standard().requireEncodable(deepest) > 0);
        JsonValue tooDeep = new JsonValue.Arr(List.of(deepest));
        assertThrows(IllegalArgumentException.class, () -> VertxJson.arrayOf(tooDeep));
        assertThrows(IllegalArgumentException.class, () -> Codec.standard().requireEncodable(tooDeep));
        JsonArray endless = new JsonArray();
        endless.add(endless);
        assertThrows(IllegalArgumentException.class, () -> VertxJson.valueOf(endless));
        assertInstanceOf(JsonValue.Obj.class, VertxJson.valueOf(new JsonObject()));
    }
}

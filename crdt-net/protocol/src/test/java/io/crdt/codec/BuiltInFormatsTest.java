package io.crdt.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.payload.BuiltInFormats;
import io.crdt.payload.Bytes;
import io.crdt.payload.Encoded;
import io.crdt.payload.JsonValue;
import io.crdt.payload.JsonValue.Arr;
import io.crdt.payload.JsonValue.Bool;
import io.crdt.payload.JsonValue.Num;
import io.crdt.payload.JsonValue.Obj;
import io.crdt.payload.JsonValue.Str;
import io.crdt.replica.Payloads;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Classes that need no registration and are written with a length, so that builds without them pass their values on. */
class BuiltInFormatsTest {

    private static final Codec CODEC = Codec.standard();

    /** Each with the bytes that WIRE.md gives as its example. */
    private static Map<Object, String> examples() {
        LocalDateTime time = LocalDateTime.of(2026, 12, 1, 14, 20, 5, 7);
        Map<Object, String> examples = new LinkedHashMap<>();
        examples.put(Bytes.of((byte) 1, (byte) 0xff), "15010201ff");
        examples.put(Duration.ofSeconds(90, 5), "150203b40105");
        examples.put(time, "150307e8c40295930307");
        examples.put(
                ZonedDateTime.of(time, ZoneId.of("Europe/Berlin")),
                "150417e8c40295930307a0388d4575726f70652f4265726c696e");
        examples.put(
                new Obj(Map.of("a", new Arr(List.of(JsonValue.NULL, new Bool(true), Num.of(1.5))), "b", new Str("x"))),
                "1505120602816105030002031202010f8162048178");
        return examples;
    }

    @Test
    void eachHasTheBytesOfItsExample() throws DecodeException, IOException {
        String document = Files.readString(Path.of("..", "WIRE.md")).replace(" ", "");
        for (Map.Entry<Object, String> example : examples().entrySet()) {
            byte[] bytes = CODEC.encode(example.getKey());
            assertEquals(example.getValue(), HexFormat.of().formatHex(bytes), example.getKey()::toString);
            assertEquals(example.getKey(), CODEC.decode(bytes));
            assertTrue(document.contains(example.getValue()), () -> "WIRE.md lacks " + example.getValue());
        }
        assertEquals(BuiltInFormats.all().size(), examples().size());
    }

    @Property(tries = 500)
    void everyValueComesBackEqualWithTheSameBytes(@ForAll long seed) throws DecodeException {
        Random random = new Random(seed);
        LocalDateTime time = LocalDateTime.ofEpochSecond(
                random.nextLong() % 100_000_000_000L, random.nextInt(1_000_000_000), ZoneOffset.UTC);
        List<String> zones = ZoneId.getAvailableZoneIds().stream().sorted().toList();
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        for (Object value : List.of(
                Bytes.of(bytes),
                Duration.ofSeconds(random.nextLong(), random.nextInt(1_000_000_000)),
                time,
                ZonedDateTime.of(time, ZoneId.of(zones.get(random.nextInt(zones.size())))),
                json(random, 4))) {
            CODEC.requireEncodable(value);
            byte[] written = CODEC.encode(value);
            Object back = CODEC.decode(written);
            assertEquals(value, back);
            assertArrayEquals(written, CODEC.encode(back));
            assertEquals(Payloads.TABLE.hash(value), Payloads.TABLE.hash(back));
        }
    }

    private static JsonValue json(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> JsonValue.NULL;
            case 1 -> new Bool(random.nextBoolean());
            case 2 -> random.nextBoolean() ? Num.of(random.nextLong()) : Num.of(random.nextGaussian());
            case 3 -> new Str("t" + random.nextInt(50));
            case 4 ->
                new Arr(random.ints(random.nextInt(4))
                        .mapToObj(i -> json(random, depth - 1))
                        .toList());
            default -> {
                Map<String, JsonValue> members = new HashMap<>();
                random.ints(random.nextInt(4)).forEach(i -> members.put("m" + i, json(random, depth - 1)));
                yield new Obj(members);
            }
        };
    }

    @Test
    void aNumberOfJsonIsTheNumberHoweverItIsWritten() {
        assertEquals(Num.of(1), new Num(new BigDecimal("1.00")));
        assertEquals(Num.of(100), new Num(new BigDecimal("1E2")));
        assertEquals(Num.of(0), Num.of(-0.0));
        assertEquals("0.1", Num.of(0.1).toString());
        assertThrows(NumberFormatException.class, () -> Num.of(Double.NaN));
        assertEquals(
                "{\"a\":[null,true,1.5],\"b\\u000a\":\"\\\"\"}",
                new Obj(Map.of(
                                "b\n",
                                new Str("\""),
                                "a",
                                new Arr(List.of(JsonValue.NULL, new Bool(true), Num.of(1.5)))))
                        .toString());
    }

    @Test
    void bytesAreComparedByContentAndNeverChange() {
        byte[] array = {1, 2};
        Bytes bytes = Bytes.of(array);
        array[0] = 9;
        bytes.toArray()[0] = 9;
        assertEquals(Bytes.of((byte) 1, (byte) 2), bytes);
        assertNotEquals(Bytes.of((byte) 9, (byte) 2), bytes);
        assertTrue(bytes.compareTo(Bytes.of((byte) 0xff)) < 0);
    }

    /** One of a later build of this library is kept as it is, like one of an application. */
    @Test
    void aNumberThatIsNotKnownHereIsKeptAndPassedOn() throws DecodeException {
        byte[] later = {21, 15, 2, 7, 7};
        Encoded kept = assertInstanceOf(Encoded.class, CODEC.decodePayload(later));
        assertEquals(15, kept.kind());
        assertArrayEquals(later, CODEC.encode(kept));
    }

    @Test
    void whatCannotHaveBeenWrittenIsRefused() {
        for (String wrong : List.of(
                "15020600ffffffff0f", // nanoseconds of a duration
                "1503060080a30500", // the second after the last of a day
                "150502" + "0007", // something after null
                "150501" + "09", // a kind of JSON
                "150506" + "0602816100" + "00", // the second member has no name
                "1505070602816100816100", // the same member twice
                "150503" + "03" + "0b02")) { // a number that is no decimal one
            assertThrows(
                    DecodeException.class, () -> CODEC.decode(HexFormat.of().parseHex(wrong)), wrong);
        }
        byte[] deep = new byte[2 * 200];
        for (int i = 0; i < deep.length; i += 2) {
            deep[i] = 5;
            deep[i + 1] = 1;
        }
        WireOutput out = new WireOutput();
        out.writeBytes(new byte[] {21, 5});
        out.writeVarInt(deep.length, true);
        out.writeBytes(deep);
        DecodeException refusal = assertThrows(DecodeException.class, () -> CODEC.decode(out.takeAll()));
        assertTrue(refusal.getMessage().contains("nest"), refusal.getMessage());
    }

    /** Its values of before would be unreadable otherwise. */
    @Test
    void anApplicationGoesOnWritingAClassThatItRegisteredItself() throws DecodeException {
        Codec own = Codec.builder()
                .register(
                        16,
                        new CodecTest.Of<>(
                                Duration.class,
                                (out, value) -> out.signed(value.toSeconds()),
                                in -> Duration.ofSeconds(in.signed())))
                .build();
        Duration value = Duration.ofSeconds(90);
        own.requireEncodable(value);
        assertEquals("151002b401", HexFormat.of().formatHex(own.encode(value)));
        assertEquals(value, own.decode(own.encode(value)));
        assertEquals(value, own.decode(CODEC.encode(value)));
    }
}

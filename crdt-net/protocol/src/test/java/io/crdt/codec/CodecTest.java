package io.crdt.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.ClosureSerializer;
import com.esotericsoftware.kryo.serializers.CollectionSerializer;
import com.esotericsoftware.kryo.serializers.DefaultArraySerializers;
import com.esotericsoftware.kryo.serializers.DefaultSerializers;
import com.esotericsoftware.kryo.serializers.ExternalizableSerializer;
import com.esotericsoftware.kryo.serializers.FieldSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import com.esotericsoftware.kryo.serializers.MapSerializer;
import com.esotericsoftware.kryo.serializers.RecordSerializer;
import com.esotericsoftware.kryo.serializers.TimeSerializers;
import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.lattice.GrowMap;
import io.crdt.lattice.Max;
import io.crdt.replica.ReplicaId;
import io.crdt.type.Stamped;
import io.crdt.type.Tally;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CodecTest {

    record Point(int x, int y) {}

    record Named(String name, List<Integer> numbers) {}

    record Holder(Object held) {}

    enum Color {
        RED,
        GREEN {
            @Override
            boolean isCool() {
                return true;
            }
        };

        boolean isCool() {
            return false;
        }
    }

    static final class PointSerializer extends Serializer<Point> {
        @Override
        public void write(Kryo kryo, Output output, Point point) {
            output.writeVarInt(point.x(), false);
            output.writeVarInt(point.y(), false);
        }

        @Override
        public Point read(Kryo kryo, Input input, Class<? extends Point> type) {
            return new Point(input.readVarInt(false), input.readVarInt(false));
        }
    }

    /** Reads as carelessly as many a serializer does. */
    static final class NamedSerializer extends Serializer<Named> {
        @Override
        public void write(Kryo kryo, Output output, Named named) {
            output.writeString(named.name());
            output.writeVarInt(named.numbers().size(), true);
            named.numbers().forEach(output::writeInt);
        }

        @Override
        public Named read(Kryo kryo, Input input, Class<? extends Named> type) {
            String name = input.readString();
            int[] numbers = input.readInts(input.readVarInt(true));
            return new Named(name, Arrays.stream(numbers).boxed().toList());
        }
    }

    static final class HolderSerializer extends Serializer<Holder> {
        @Override
        public void write(Kryo kryo, Output output, Holder holder) {
            kryo.writeClassAndObject(output, holder.held());
        }

        @Override
        public Holder read(Kryo kryo, Input input, Class<? extends Holder> type) {
            return new Holder(kryo.readClassAndObject(input));
        }
    }

    static final Codec USER = Codec.builder()
            .register(16, Point.class, new PointSerializer())
            .register(17, Color.class)
            .register(18, Named.class, new NamedSerializer())
            .register(19, Holder.class, new HolderSerializer())
            .register(20, Duration.class, new TimeSerializers.DurationSerializer())
            .build();

    @Property(tries = 3000)
    void everyStandardValueComesBackEqual(@ForAll long seed) throws DecodeException {
        Object value = Values.any(new Random(seed), 3);
        byte[] bytes = Codec.standard().encode(value);
        Object decoded = Codec.standard().decode(bytes);
        assertEquals(value, decoded);
        assertArrayEquals(bytes, Codec.standard().encode(decoded));
    }

    /** Else somebody could write what stops every peer that receives it. */
    @Property(tries = 3000)
    void whateverCanBeBuiltIsReadBackOrRefused(@ForAll long seed) throws DecodeException {
        Random random = new Random(seed);
        Object value;
        try {
            value = extreme(random);
            Codec.standard().requireEncodable(value);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            return; // it cannot be built, or not be written
        }
        byte[] bytes = Codec.standard().encode(value);
        Object decoded = Codec.standard().decode(bytes);
        assertEquals(value, decoded);
        assertArrayEquals(bytes, Codec.standard().encode(decoded));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // as a careless cast may do
    private static Object extreme(Random random) {
        Object any = Values.any(random, 2);
        return switch (random.nextInt(11)) {
            case 0 -> new Stamped<>(edge(random), any);
            case 1 -> new Tally(edge(random), edge(random), edge(random), edge(random));
            case 2 -> new Dot(Incarnation.random(random), edge(random));
            case 3 -> Instant.ofEpochSecond(edge(random), edge(random));
            case 4 -> LocalDate.ofEpochDay(edge(random) >> random.nextInt(40));
            case 5 -> new BigDecimal(BigInteger.valueOf(edge(random)), (int) edge(random));
            case 6 -> BigInteger.ONE.shiftLeft(random.nextInt(1 << 20));
            case 7 -> new Max((Comparable) Objects.requireNonNullElse(comparableOrNull(any), "text"));
            case 8 -> new ReplicaId(edge(random), edge(random), "l".repeat(random.nextInt(300)));
            case 9 -> GrowMap.<Object, Max<Long>>empty().with(any, new Max<>(edge(random)));
            default -> List.of(any, Optional.of(edge(random)));
        };
    }

    private static @Nullable Object comparableOrNull(Object any) {
        return any instanceof Comparable ? any : null;
    }

    private static long edge(Random random) {
        long[] edges = {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, Integer.MAX_VALUE, 1L << 47, 1L << 61, 1L << 62};
        return edges[random.nextInt(edges.length)] + random.nextInt(3) - 1;
    }

    @Test
    void halfASurrogatePairComesBack() throws DecodeException {
        for (String text : List.of("\ud83d", "\ude00", "a\ude00\ud83d", "\ud83d\ude00", "\ud83d\ud83d\ude00")) {
            assertEquals(text, Codec.standard().decode(Codec.standard().encode(text)));
        }
    }

    @Test
    void thereIsOneNaN() {
        double other = Double.longBitsToDouble(0x7ff8000000000123L);
        assertArrayEquals(Codec.standard().encode(Double.NaN), Codec.standard().encode(other));
    }

    @Test
    void registeredClassesComeBackEqual() throws DecodeException {
        for (Object value : List.of(
                new Point(1, -7),
                Color.RED,
                Color.GREEN,
                Duration.ofMillis(1234),
                new Holder(new Point(3, 4)),
                new Holder("text"),
                new Named("n".repeat(300), Collections.nCopies(200, 7)),
                List.of(new Point(1, 2), Optional.of(Color.RED)))) {
            assertEquals(value, USER.decode(USER.encode(value)));
        }
    }

    @Test
    void recordsNeedNoSerializerOfTheirOwn() throws DecodeException {
        Codec codec = Codec.builder()
                .register(16, Point.class, new RecordSerializer<>(Point.class))
                .build();
        assertEquals(new Point(5, 6), codec.decode(codec.encode(new Point(5, 6))));
    }

    @Test
    void anUnregisteredClassIsRefusedByNameAndWithTheRemedy() {
        assertRefused("Codec.builder().register(id, Point.class, serializer)", new Point(1, 2));
        assertRefused(Point.class.getName(), List.of("fine", new Point(1, 2)));
        assertRefused("nothing was changed", new Point(1, 2));
        assertRefused("register(id, Color.class)", Color.GREEN);
    }

    @Test
    void anUnregisteredClassInsideOfARegisteredOneIsRefusedByName() {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> USER.requireEncodable(new Holder(new Random())));
        assertTrue(refusal.getMessage().contains("java.util.Random"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("nothing was changed"), refusal.getMessage());
    }

    @Test
    void whatCannotBeComparedOrOrderedIsRefused() {
        assertRefused("compared by identity", new byte[] {1});
        assertRefused("compared by identity", (Object) new String[] {"a"});
        assertRefused("no order", Set.of("a", "b"));
        assertRefused("no order", Map.of("a", 1));
        assertRefused("null", Arrays.asList("a", null));
    }

    @Test
    void whatIsTooLargeIsRefused() {
        assertRefused("65536", BigInteger.ONE.shiftLeft(8 * 65_536));
        assertRefused("scale", new BigDecimal(BigInteger.ONE, 1 << 17));
        Object nested = "bottom";
        for (int i = 0; i < 40; i++) {
            nested = List.of(nested);
        }
        assertRefused("nests deeper", nested);
        List<Object> itself = new ArrayList<>();
        itself.add(itself);
        assertRefused("nests deeper", itself);
    }

    /** Who could read what he cannot write would never pass it on. */
    @Test
    void theDeepestThatIsReadIsAlsoWritten() throws DecodeException {
        for (Object bottom : List.of("bottom", Optional.empty())) {
            Object nested = bottom;
            for (int i = 0; i < 32; i++) {
                nested = List.of(nested);
            }
            assertEquals(nested, Codec.standard().decode(Codec.standard().encode(nested)));
        }
        Object tooDeep = Optional.empty();
        for (int i = 0; i < 33; i++) {
            tooDeep = List.of(tooDeep);
        }
        assertRefused("nests deeper", tooDeep);
    }

    private static void assertRefused(String part, Object value) {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> Codec.standard().requireEncodable(value));
        assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("nothing was changed"), refusal.getMessage());
    }

    @Test
    void serializersThatTrustTheirInputAreRefused() {
        for (Class<?> refused : List.of(
                JavaSerializer.class,
                new JavaSerializer() {}.getClass(),
                ExternalizableSerializer.class,
                ClosureSerializer.class,
                CollectionSerializer.class,
                new CollectionSerializer<List<?>>() {}.getClass(),
                MapSerializer.class,
                DefaultSerializers.TreeMapSerializer.class,
                DefaultArraySerializers.ObjectArraySerializer.class,
                FieldSerializer.class)) {
            IllegalArgumentException refusal = assertThrows(
                    IllegalArgumentException.class, () -> Codec.Builder.requireSafe(Holder.class, refused));
            assertTrue(refusal.getMessage().contains("com.esotericsoftware.kryo"), refusal.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> registerWithJavaSerializer(Codec.builder()));
    }

    @SuppressWarnings("unchecked") // as somebody would who wants it badly
    private static void registerWithJavaSerializer(Codec.Builder builder) {
        builder.register(16, Holder.class, (Serializer<Holder>) (Serializer<?>) new JavaSerializer());
    }

    @Test
    void registrationsAreUniqueAndOfConcreteForeignClasses() {
        Codec.Builder builder = Codec.builder().register(16, Point.class, new PointSerializer());
        assertThrows(IllegalArgumentException.class, () -> builder.register(16, Color.class));
        assertThrows(IllegalArgumentException.class, () -> builder.register(17, Point.class, new PointSerializer()));
        assertThrows(IllegalArgumentException.class, () -> builder.register(9, Color.class));
        assertThrows(IllegalArgumentException.class, () -> builder.register(65_536, Color.class));
        assertThrows(IllegalArgumentException.class, () -> builder.register(18, String.class, new Nothing<>()));
        assertThrows(IllegalArgumentException.class, () -> builder.register(18, Runnable.class, new Nothing<>()));
        assertThrows(IllegalArgumentException.class, () -> builder.register(18, Number.class, new Nothing<>()));
        assertThrows(IllegalArgumentException.class, () -> builder.register(18, byte[].class, new Nothing<>()));
    }

    private static final class Nothing<T> extends Serializer<T> {
        @Override
        public void write(Kryo kryo, Output output, T value) {}

        @Override
        public T read(Kryo kryo, Input input, Class<? extends T> type) {
            return null;
        }
    }

    @Test
    void aSerializerThatReturnsNothingIsRefused() {
        Codec codec =
                Codec.builder().register(16, Holder.class, new Nothing<>()).build();
        byte[] bytes = codec.encode(new Holder(1));
        DecodeException refusal = assertThrows(DecodeException.class, () -> codec.decode(bytes));
        assertTrue(refusal.rule().contains("returned null"), refusal.getMessage());
    }

    @Test
    void aSerializerThatReadsLessThanItsLikeWroteIsRefused() {
        Codec other = Codec.builder().register(19, Color.class).build();
        byte[] bytes = USER.encode(new Holder(new Named("RED", List.of())));
        assertThrows(DecodeException.class, () -> other.decode(bytes));
        Codec point =
                Codec.builder().register(18, Point.class, new PointSerializer()).build();
        byte[] longer = USER.encode(new Named("name", List.of(1)));
        DecodeException refusal = assertThrows(DecodeException.class, () -> point.decode(longer));
        assertTrue(refusal.rule().contains("unread"), refusal.getMessage());
    }

    record Price(double value) {}

    @SuppressWarnings("ArrayRecordComponent") // what is refused here
    record Pixels(int[] colors) {}

    @SuppressWarnings({"overrides", "EqualsHashCode"}) // what is refused here
    static final class Same {
        @Override
        public boolean equals(Object other) {
            return other instanceof Same;
        }
    }

    static final class Counted {
        private final int count;

        Counted(int count) {
            this.count = count;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Counted;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    /** A serializer made of two functions. */
    static final class Of<T> extends Serializer<T> {
        private final BiConsumer<Output, T> writing;
        private final Function<Input, T> reading;

        Of(BiConsumer<Output, T> writing, Function<Input, T> reading) {
            this.writing = writing;
            this.reading = reading;
        }

        @Override
        public void write(Kryo kryo, Output output, T value) {
            writing.accept(output, value);
        }

        @Override
        public T read(Kryo kryo, Input input, Class<? extends T> type) {
            return reading.apply(input);
        }
    }

    @Test
    void aSerializerThatLosesSomethingIsRefusedWhereTheValueComesIn() {
        assertUnfaithful(
                "reads back Price[value=0.1",
                Price.class,
                new Of<>((out, price) -> out.writeFloat((float) price.value()), in -> new Price(in.readFloat())),
                new Price(0.1));
        assertUnfaithful(
                "by identity",
                Pixels.class,
                new Of<>((out, pixels) -> out.writeInts(pixels.colors(), 0, 2), in -> new Pixels(in.readInts(2))),
                new Pixels(new int[] {1, 2}));
    }

    @Test
    void aSerializerThatCannotReadWhatItWroteIsRefusedWhereTheValueComesIn() {
        assertUnfaithful(
                "unread",
                Price.class,
                new Of<>(
                        (out, price) -> {
                            out.writeDouble(price.value());
                            out.writeInt(1);
                        },
                        in -> new Price(in.readDouble())),
                new Price(1));
        assertUnfaithful(
                "reads on where its bytes end",
                Price.class,
                new Of<>((out, price) -> out.writeFloat((float) price.value()), in -> new Price(in.readDouble())),
                new Price(1));
        assertUnfaithful(
                "failed with",
                Price.class,
                new Of<>((out, price) -> out.writeDouble(price.value()), in -> {
                    throw new IllegalStateException("no");
                }),
                new Price(1));
        assertUnfaithful("returned null", Price.class, new Nothing<>(), new Price(1));
    }

    @Test
    void aSerializerThatWritesOtherBytesForAnEqualValueIsRefusedWhereTheValueComesIn() {
        assertUnfaithful(
                "other bytes",
                Counted.class,
                new Of<>((out, counted) -> out.writeInt(counted.count), in -> new Counted(in.readInt() + 1)),
                new Counted(1));
    }

    private static <T> void assertUnfaithful(String part, Class<T> type, Serializer<T> serializer, T value) {
        Codec codec = Codec.builder().register(16, type, serializer).build();
        for (Object each : List.of(value, List.of("fine", value), new Stamped<>(1, Optional.of(value)))) {
            IllegalArgumentException refusal =
                    assertThrows(IllegalArgumentException.class, () -> codec.requireEncodable(each));
            assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
            assertTrue(refusal.getMessage().contains(type.getName()), refusal.getMessage());
            assertTrue(refusal.getMessage().contains("nothing was changed"), refusal.getMessage());
        }
    }

    @Test
    void aClassThatIsComparedByIdentityIsNotRegistered() {
        Codec.Builder builder = Codec.builder();
        for (Class<?> refused : List.of(Random.class, Same.class, StringBuilder.class)) {
            IllegalArgumentException refusal =
                    assertThrows(IllegalArgumentException.class, () -> builder.register(16, refused, new Nothing<>()));
            assertTrue(refusal.getMessage().contains("identity"), refusal.getMessage());
        }
    }

    @Test
    void theInputOfASerializerEndsWhereItsValueEnds() throws DecodeException {
        Codec codec = Codec.builder()
                .register(16, Named.class, new Of<>((out, named) -> out.writeAscii(named.name()), in -> {
                    StringBuilder name = new StringBuilder();
                    name.append(in.readString());
                    return new Named(name.toString(), in.end() ? List.of() : List.of(1));
                }))
                .build();
        Object value = List.of(new Named("first", List.of()), new Named("second", List.of()), "last");
        assertEquals(value, codec.decode(codec.encode(value)));
    }

    @Test
    void aSerializerThatReadsOnPastItsValueGetsNoneOfWhatFollows() {
        Codec writing = Codec.builder()
                .register(16, Price.class, new Of<>((out, price) -> out.writeByte(7), in -> new Price(in.readByte())))
                .build();
        Codec reading = Codec.builder()
                .register(16, Price.class, new Of<>((out, price) -> out.writeByte(7), in -> {
                    in.readByte();
                    return new Price(in.readByte());
                }))
                .build();
        byte[] bytes = writing.encode(List.of(new Price(7), "what follows"));
        DecodeException refusal = assertThrows(DecodeException.class, () -> reading.decode(bytes));
        assertTrue(refusal.rule().contains("reads on where its bytes end"), refusal.getMessage());
    }

    @Test
    void anIdThatIsNotRegisteredHereIsRefused() {
        byte[] bytes = USER.encode(new Point(1, 2));
        DecodeException refusal =
                assertThrows(DecodeException.class, () -> Codec.standard().decode(bytes));
        assertTrue(refusal.getMessage().contains("no class is registered here with the id 16"), refusal.getMessage());
    }

    @Test
    void oneCodecServesManyThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Boolean> work = () -> {
                for (int i = 0; i < 2000; i++) {
                    Object value = List.of(new Point(i, -i), new Holder(new Point(i, i)), Color.GREEN, "s" + i);
                    if (!value.equals(USER.decode(USER.encode(value)))) {
                        return false;
                    }
                }
                return true;
            };
            for (Future<Boolean> done : threads.invokeAll(List.of(work, work, work, work))) {
                assertTrue(done.get());
            }
        } finally {
            threads.shutdown();
        }
    }
}

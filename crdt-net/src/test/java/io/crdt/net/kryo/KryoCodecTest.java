package io.crdt.net.kryo;

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
import io.crdt.codec.Codec;
import io.crdt.codec.DecodeException;
import io.crdt.payload.PayloadInput;
import io.crdt.payload.PayloadOutput;
import io.crdt.payload.ValueFormat;
import io.crdt.type.Stamped;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Classes with a Kryo serializer: whatever it does, a value comes back equal or is refused where it comes in. */
class KryoCodecTest {

    private static final long MANY = Integer.MAX_VALUE;

    /** What a message of few bytes may make a decoder allocate, in bytes. */
    private static final long FAIR_SHARE = 1 << 20;

    /** Where Kryo writes a class, this much is added to its id. */
    private static final int KRYO_IDS_START = 2;

    /** What the bytes of a value of the application begin with. */
    private static final int OF_THE_APPLICATION = 21;

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

    static final Codec USER = KryoCodec.builder()
            .register(16, Point.class, new PointSerializer())
            .register(17, Color.class)
            .register(18, Named.class, new NamedSerializer())
            .register(19, Holder.class, new HolderSerializer())
            .register(20, Duration.class, new TimeSerializers.DurationSerializer())
            .build();

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
        Codec codec = KryoCodec.builder()
                .register(16, Point.class, new RecordSerializer<>(Point.class))
                .build();
        assertEquals(new Point(5, 6), codec.decode(codec.encode(new Point(5, 6))));
    }

    @Test
    void anUnregisteredClassInsideOfARegisteredOneIsRefusedByName() {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> USER.requireEncodable(new Holder(new Random())));
        assertTrue(refusal.getMessage().contains("java.util.Random"), refusal.getMessage());
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
                    IllegalArgumentException.class, () -> KryoCodec.Builder.requireSafe(Holder.class, refused));
            assertTrue(refusal.getMessage().contains("com.esotericsoftware.kryo"), refusal.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> registerWithJavaSerializer(KryoCodec.builder()));
    }

    @SuppressWarnings("unchecked") // as somebody would who wants it badly
    private static void registerWithJavaSerializer(KryoCodec.Builder builder) {
        builder.register(16, Holder.class, (Serializer<Holder>) (Serializer<?>) new JavaSerializer());
    }

    @Test
    void registrationsAreUniqueAndOfConcreteForeignClasses() {
        KryoCodec.Builder builder = KryoCodec.builder().register(16, Point.class, new PointSerializer());
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
                KryoCodec.builder().register(16, Holder.class, new Nothing<>()).build();
        byte[] bytes = codec.encode(new Holder(1));
        DecodeException refusal = assertThrows(DecodeException.class, () -> codec.decode(bytes));
        assertTrue(refusal.rule().contains("returned null"), refusal.getMessage());
    }

    @Test
    void aSerializerThatReadsLessThanItsLikeWroteIsRefused() {
        Codec other = KryoCodec.builder().register(19, Color.class).build();
        byte[] bytes = USER.encode(new Holder(new Named("RED", List.of())));
        assertThrows(DecodeException.class, () -> other.decode(bytes));
        Codec point = KryoCodec.builder()
                .register(18, Point.class, new PointSerializer())
                .build();
        byte[] longer = USER.encode(new Named("name", List.of(1)));
        DecodeException refusal = assertThrows(DecodeException.class, () -> point.decode(longer));
        assertTrue(refusal.rule().contains("unread"), refusal.getMessage());
    }

    record Price(double value) {}

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

    private static <T> void assertUnfaithful(String part, Class<T> type, Serializer<T> serializer, T value) {
        Codec codec = KryoCodec.builder().register(16, type, serializer).build();
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
        KryoCodec.Builder builder = KryoCodec.builder();
        for (Class<?> refused : List.of(Random.class, StringBuilder.class)) {
            IllegalArgumentException refusal =
                    assertThrows(IllegalArgumentException.class, () -> builder.register(16, refused, new Nothing<>()));
            assertTrue(refusal.getMessage().contains("identity"), refusal.getMessage());
        }
    }

    @Test
    void theInputOfASerializerEndsWhereItsValueEnds() throws DecodeException {
        Codec codec = KryoCodec.builder()
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
        Codec writing = KryoCodec.builder()
                .register(16, Price.class, new Of<>((out, price) -> out.writeByte(7), in -> new Price(in.readByte())))
                .build();
        Codec reading = KryoCodec.builder()
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
    void aValueWithAFormatIsAPartOfOneWithASerializer() throws DecodeException {
        Codec codec = KryoCodec.builder()
                .register(16, new PriceFormat())
                .register(19, Holder.class, new HolderSerializer())
                .build();
        Holder value = new Holder(new Price(1.5));
        codec.requireEncodable(value);
        assertEquals(value, codec.decode(codec.encode(value)));
    }

    static final class PriceFormat implements ValueFormat<Price> {
        @Override
        public Class<Price> type() {
            return Price.class;
        }

        @Override
        public void write(Price price, PayloadOutput out) {
            out.value(price.value());
        }

        @Override
        public <E extends Exception> Price read(PayloadInput<E> in) throws E {
            return new Price((Double) in.value());
        }
    }

    @Test
    void aHugeLengthIsRefusedBeforeAnythingIsAllocatedForIt() {
        for (long length : new long[] {MANY, MANY - 8, 1 << 28, 0xffff_ffffL, 0x8000_0000L}) {
            assertCheaplyRefused(user(18, nested -> nested.writeVarIntFlag(true, (int) length, true)));
            assertCheaplyRefused(user(18, nested -> {
                nested.writeString("name");
                nested.writeVarInt((int) length, true);
            }));
        }
    }

    private static void assertCheaplyRefused(byte[] bytes) {
        long before = allocated();
        DecodeException refusal = assertThrows(DecodeException.class, () -> USER.decode(bytes));
        long spent = allocated() - before;
        assertTrue(spent < FAIR_SHARE, () -> spent + " bytes allocated: " + refusal.getMessage());
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    @Test
    void deepNestingIsRefused() {
        byte[] holders = user(19, nested -> {
            for (int i = 0; i < 10_000; i++) {
                nested.writeVarInt(19 + KRYO_IDS_START, true);
            }
        });
        assertThrows(DecodeException.class, () -> USER.decode(holders));
    }

    @Test
    void aClassIsNeverLookedUpByName() {
        byte[] named = user(19, nested -> {
            nested.writeVarInt(1, true);
            nested.writeVarInt(0, true);
            nested.writeString("java.net.URL");
        });
        DecodeException refusal = assertThrows(DecodeException.class, () -> USER.decode(named));
        assertTrue(refusal.getMessage().contains("not by its name"), refusal.getMessage());
    }

    private static byte[] user(int id, Consumer<Output> writing) {
        Output nested = new Output(64, -1);
        writing.accept(nested);
        Output out = new Output(64, -1);
        out.writeByte(OF_THE_APPLICATION);
        out.writeVarInt(id, true);
        out.writeVarInt(nested.position(), true);
        out.writeBytes(nested.toBytes());
        return out.toBytes();
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

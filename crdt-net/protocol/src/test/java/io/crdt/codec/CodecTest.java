package io.crdt.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.lattice.GrowMap;
import io.crdt.lattice.Max;
import io.crdt.payload.PayloadInput;
import io.crdt.payload.PayloadOutput;
import io.crdt.payload.ValueFormat;
import io.crdt.replica.ReplicaId;
import io.crdt.type.Stamped;
import io.crdt.type.Tally;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
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

    /** A format made of two functions. */
    static final class Of<T> implements ValueFormat<T> {

        private final Class<T> type;
        private final BiConsumer<PayloadOutput, T> writing;
        private final Reading<T> reading;

        /** What reads a value. */
        interface Reading<T> {
            T from(PayloadInput<?> in) throws Exception;
        }

        Of(Class<T> type, BiConsumer<PayloadOutput, T> writing, Reading<T> reading) {
            this.type = type;
            this.writing = writing;
            this.reading = reading;
        }

        @Override
        public Class<T> type() {
            return type;
        }

        @Override
        public void write(T value, PayloadOutput out) {
            writing.accept(out, value);
        }

        @Override
        @SuppressWarnings("unchecked") // of the checked ones only the input throws any
        public <E extends Exception> T read(PayloadInput<E> in) throws E {
            try {
                return reading.from(in);
            } catch (Exception e) {
                throw (E) e;
            }
        }
    }

    static final ValueFormat<Point> POINT = new Of<>(
            Point.class,
            (out, point) -> {
                out.signed(point.x());
                out.signed(point.y());
            },
            in -> new Point(in.signedInt(), in.signedInt()));
    private static final ValueFormat<Named> NAMED = new Of<>(
            Named.class,
            (out, named) -> {
                out.string(named.name());
                out.unsigned(named.numbers().size());
                named.numbers().forEach(out::int32);
            },
            in -> {
                String name = in.string("a name");
                Integer[] numbers = new Integer[in.count("numbers", Integer.BYTES)];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = in.int32();
                }
                return new Named(name, List.of(numbers));
            });
    private static final ValueFormat<Holder> HOLDER =
            new Of<>(Holder.class, (out, holder) -> out.value(holder.held()), in -> new Holder(in.value()));

    static final Codec USER = Codec.builder()
            .register(16, POINT)
            .register(17, Color.class)
            .register(18, NAMED)
            .register(19, HOLDER)
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
                new Holder(new Point(3, 4)),
                new Holder("text"),
                new Named("n".repeat(300), Collections.nCopies(200, 7)),
                List.of(new Point(1, 2), Optional.of(Color.RED)))) {
            assertEquals(value, USER.decode(USER.encode(value)));
        }
    }

    @Test
    void anUnregisteredClassIsRefusedByNameAndWithTheRemedy() {
        assertRefused("Codec.builder().register(id, format)", new Point(1, 2));
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
    void registrationsAreUniqueAndOfConcreteForeignClasses() {
        Codec.Builder builder = Codec.builder().register(16, POINT);
        assertThrows(IllegalArgumentException.class, () -> builder.register(16, Color.class));
        assertThrows(IllegalArgumentException.class, () -> builder.register(17, POINT));
        assertThrows(IllegalArgumentException.class, () -> builder.register(9, Color.class));
        assertThrows(IllegalArgumentException.class, () -> builder.register(65_536, Color.class));
        for (Class<?> refused : List.of(String.class, Runnable.class, Number.class, byte[].class)) {
            assertThrows(IllegalArgumentException.class, () -> builder.register(18, nothing(refused)));
        }
    }

    @SuppressWarnings("NullAway") // what is refused here
    private static <T> ValueFormat<T> nothing(Class<T> type) {
        return new Of<>(type, (out, value) -> {}, in -> null);
    }

    @Test
    void aClassWhosePartsHaveNoFormIsNotBuilt() {
        ValueFormat<Holder> format = new ValueFormat<>() {
            @Override
            public Class<Holder> type() {
                return Holder.class;
            }

            @Override
            public Set<Class<?>> parts() {
                return Set.of(String.class, Point.class);
            }

            @Override
            public void write(Holder value, PayloadOutput out) {
                out.value(value.held());
            }

            @Override
            public <E extends Exception> Holder read(PayloadInput<E> in) throws E {
                return new Holder(in.value());
            }
        };
        Codec.Builder builder = Codec.builder().register(16, format);
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, builder::build);
        assertTrue(refusal.getMessage().contains(Point.class.getName()), refusal.getMessage());
        assertTrue(builder.register(17, POINT).build().isRegistered(17));
    }

    @Test
    void aFormatThatReturnsNothingIsRefused() {
        Codec codec = Codec.builder().register(16, nothing(Holder.class)).build();
        byte[] bytes = codec.encode(new Holder(1));
        DecodeException refusal = assertThrows(DecodeException.class, () -> codec.decode(bytes));
        assertTrue(refusal.rule().contains("returned null"), refusal.getMessage());
    }

    @Test
    void aFormatThatReadsLessThanItsLikeWroteIsRefused() {
        Codec other = Codec.builder().register(19, Color.class).build();
        byte[] bytes = USER.encode(new Holder(new Named("RED", List.of())));
        assertThrows(DecodeException.class, () -> other.decode(bytes));
        Codec point = Codec.builder()
                .register(18, new Of<>(Point.class, (out, value) -> {}, in -> new Point(in.int8(), in.int8())))
                .build();
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

    @Test
    void aFormatThatLosesSomethingIsRefusedWhereTheValueComesIn() {
        assertUnfaithful(
                "reads back Price[value=0.1",
                new Of<>(
                        Price.class,
                        (out, price) -> out.int32(Float.floatToIntBits((float) price.value())),
                        in -> new Price(Float.intBitsToFloat(in.int32()))),
                new Price(0.1));
        assertUnfaithful(
                "by identity",
                new Of<>(
                        Pixels.class,
                        (out, pixels) -> out.int32(pixels.colors()[0]),
                        in -> new Pixels(new int[] {in.int32()})),
                new Pixels(new int[] {1}));
    }

    @Test
    void aFormatThatCannotReadWhatItWroteIsRefusedWhereTheValueComesIn() {
        BiConsumer<PayloadOutput, Price> writing = (out, price) -> out.value(price.value());
        assertUnfaithful("unread", new Of<>(Price.class, writing, in -> new Price(in.int8())), new Price(1));
        assertUnfaithful(
                "they end too early",
                new Of<>(Price.class, (out, price) -> out.int32(1), in -> new Price(in.int64())),
                new Price(1));
        Of.Reading<Price> failing = in -> {
            throw new IllegalStateException("no");
        };
        assertUnfaithful("failed with", new Of<>(Price.class, writing, failing), new Price(1));
        assertUnfaithful("returned null", nothing(Price.class), new Price(1));
    }

    @Test
    void aFormatThatWritesOtherBytesForAnEqualValueIsRefusedWhereTheValueComesIn() {
        assertUnfaithful(
                "other bytes",
                new Of<>(Counted.class, (out, counted) -> out.int32(counted.count), in -> new Counted(in.int32() + 1)),
                new Counted(1));
    }

    private static <T> void assertUnfaithful(String part, ValueFormat<T> format, T value) {
        Codec codec = Codec.builder().register(16, format).build();
        for (Object each : List.of(value, List.of("fine", value), new Stamped<>(1, Optional.of(value)))) {
            IllegalArgumentException refusal =
                    assertThrows(IllegalArgumentException.class, () -> codec.requireEncodable(each));
            assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
            assertTrue(refusal.getMessage().contains(format.type().getName()), refusal.getMessage());
            assertTrue(refusal.getMessage().contains("nothing was changed"), refusal.getMessage());
        }
    }

    @Test
    void aClassThatIsComparedByIdentityIsNotRegistered() {
        Codec.Builder builder = Codec.builder();
        for (Class<?> refused : List.of(Random.class, Same.class, StringBuilder.class)) {
            IllegalArgumentException refusal =
                    assertThrows(IllegalArgumentException.class, () -> builder.register(16, nothing(refused)));
            assertTrue(refusal.getMessage().contains("identity"), refusal.getMessage());
        }
    }

    @Test
    void theInputOfAFormatEndsWhereItsValueEnds() throws DecodeException {
        Codec codec = Codec.builder()
                .register(16, new Of<>(Named.class, (out, named) -> out.string(named.name()), in -> {
                    String name = in.string("a name");
                    return new Named(name, in.left() == 0 ? List.of() : List.of(1));
                }))
                .build();
        Object value = List.of(new Named("first", List.of()), new Named("second", List.of()), "last");
        assertEquals(value, codec.decode(codec.encode(value)));
    }

    @Test
    void aFormatThatReadsOnPastItsValueGetsNoneOfWhatFollows() {
        BiConsumer<PayloadOutput, Price> writing = (out, price) -> out.int8(7);
        Codec written = Codec.builder()
                .register(16, new Of<>(Price.class, writing, in -> new Price(in.int8())))
                .build();
        Codec read = Codec.builder()
                .register(16, new Of<>(Price.class, writing, in -> new Price(in.int8() + in.int8())))
                .build();
        byte[] bytes = written.encode(List.of(new Price(7), "what follows"));
        DecodeException refusal = assertThrows(DecodeException.class, () -> read.decode(bytes));
        assertTrue(refusal.rule().contains("end too early"), refusal.getMessage());
    }

    /** As deep as is read, and no deeper, whatever is around the value. */
    @Test
    void valuesOfTheApplicationNestInEachOtherAsDeepAsLists() throws DecodeException {
        Object nested = "bottom";
        for (int i = 0; i <= 32; i++) {
            nested = new Holder(nested);
        }
        Object around = List.of(List.of(nested));
        USER.requireEncodable(around);
        assertEquals(around, USER.decode(USER.encode(around)));
        Holder tooDeep = new Holder(nested);
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> USER.requireEncodable(tooDeep));
        assertTrue(refusal.getMessage().contains("nests deeper"), refusal.getMessage());
    }

    @SuppressWarnings("UnicodeInCode") // which names outside of ASCII are about
    enum Odd {
        A,
        ÄRGER,
        A_NAME_OF_MORE_THAN_32_CHARACTERS,
        A_NAME_OF_MORE_THAN_64_CHARACTERS_WHOSE_LENGTH_NEEDS_TWO_BYTES_TO_BE_WRITTEN
    }

    /** As editions before wrote them. */
    @Test
    @SuppressWarnings("UnicodeInCode")
    void constantsOfAllNamesComeBack() throws DecodeException {
        Codec codec = Codec.builder().register(16, Odd.class).build();
        for (Odd constant : Odd.values()) {
            codec.requireEncodable(constant);
            assertEquals(constant, codec.decode(codec.encode(constant)));
        }
        assertArrayEquals(new byte[] {21, 16, 2, (byte) 0x82, 'A'}, codec.encode(Odd.A));
        assertArrayEquals(
                new byte[] {21, 16, 7, (byte) 0x86, (byte) 0xc3, (byte) 0x84, 'R', 'G', 'E', 'R'},
                codec.encode(Odd.ÄRGER));
    }

    @Test
    void anIdThatIsNotRegisteredHereIsRefused() {
        byte[] bytes = USER.encode(new Point(1, 2));
        DecodeException refusal =
                assertThrows(DecodeException.class, () -> Codec.standard().decode(bytes));
        assertTrue(refusal.getMessage().contains("no class is registered here with the id 16"), refusal.getMessage());
    }

    /** What is added comes with a class number, see WIRE.md, so that older builds can keep it. */
    @Test
    void theKindsOfValuesAreClosed() {
        for (int tag = 30; tag < 0x80; tag++) {
            byte[] bytes = {(byte) tag, 0, 0, 0, 0, 0, 0, 0, 0};
            DecodeException refusal =
                    assertThrows(DecodeException.class, () -> Codec.standard().decode(bytes));
            assertTrue(
                    refusal.getMessage().contains("there is no kind of value with the tag " + tag),
                    refusal.getMessage());
        }
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

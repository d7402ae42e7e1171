package io.crdt.payload;

import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Unit;
import io.crdt.lattice.GrowMap;
import io.crdt.lattice.Lattice;
import io.crdt.lattice.Max;
import io.crdt.lattice.Min;
import io.crdt.lattice.Pair;
import io.crdt.type.Stamped;
import io.crdt.type.Tally;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The kinds of payloads that need no registration. None of their numbers may change without a new wire version; 29 is that
 * of names of replicas.
 */
final class BuiltInKinds {

    /** Numbers from here on hold the length of a short text, too. */
    private static final int FIRST_OF_TEXT = 0x80;

    private static final int MAX_BIG_INTEGER_BYTES = 1 << 16;
    private static final int MAX_BIG_DECIMAL_SCALE = 1 << 16;

    static final List<PayloadKind<?>> ALL = List.of(
            new Texts(),
            new Units(),
            new Incarnations(),
            new Dots(),
            new StampedValues(),
            new Lists(),
            new Optionals(),
            new Booleans(),
            new Bytes(),
            new Shorts(),
            new Integers(),
            new Longs(),
            new Characters(),
            new Floats(),
            new Doubles(),
            new Uuids(),
            new BigIntegers(),
            new BigDecimals(),
            new Instants(),
            new LocalDates(),
            new Tallies(),
            new Maxima(),
            new Minima(),
            new Pairs(),
            new GrowMaps(),
            new EncodedValues());

    private BuiltInKinds() {}

    private static final class Texts extends PayloadKind<String> {
        /** What a text begins with that has no UTF-8 form. */
        private static final int UTF16 = 22;

        Texts() {
            super(
                    String.class,
                    IntStream.concat(IntStream.of(UTF16), IntStream.rangeClosed(FIRST_OF_TEXT, 0xff))
                            .boxed()
                            .toArray(Integer[]::new));
        }

        @Override
        public void write(String text, PayloadOutput out) {
            out.string(text);
        }

        @Override
        public <E extends Exception> String read(int number, PayloadInput<E> in) throws E {
            return in.string("a string", number);
        }

        @Override
        public long hash(String text, ToLongFunction<Object> ofPart) {
            return PayloadHash.of(text);
        }
    }

    private static final class Units extends PayloadKind<Unit> {
        Units() {
            super(Unit.class, 0);
        }

        @Override
        public void write(Unit value, PayloadOutput out) {
            out.int8(0);
        }

        @Override
        public <E extends Exception> Unit read(int number, PayloadInput<E> in) {
            return Unit.UNIT;
        }

        @Override
        public long hash(Unit value, ToLongFunction<Object> ofPart) {
            return PayloadHash.of(value.name());
        }
    }

    private static final class Incarnations extends PayloadKind<Incarnation> {
        Incarnations() {
            super(Incarnation.class, 1);
        }

        @Override
        public void write(Incarnation value, PayloadOutput out) {
            out.int8(1);
            out.incarnation(value);
        }

        @Override
        public <E extends Exception> Incarnation read(int number, PayloadInput<E> in) throws E {
            return in.incarnation();
        }

        @Override
        public long hash(Incarnation value, ToLongFunction<Object> ofPart) {
            return PayloadHash.combine(PayloadHash.of(value.high()), value.low());
        }
    }

    private static final class Dots extends PayloadKind<Dot> {
        Dots() {
            super(Dot.class, 2);
        }

        @Override
        public void write(Dot value, PayloadOutput out) {
            out.int8(2);
            out.incarnation(value.origin());
            out.seq(value.seq());
        }

        @Override
        public <E extends Exception> Dot read(int number, PayloadInput<E> in) throws E {
            return new Dot(in.incarnation(), in.seq("a dot"));
        }

        @Override
        public long hash(Dot value, ToLongFunction<Object> ofPart) {
            return PayloadHash.combine(ofPart.applyAsLong(value.origin()), value.seq());
        }
    }

    private static final class StampedValues extends PayloadKind.OfParts<Stamped<?>> {
        StampedValues() {
            super(Stamped.class, 3);
        }

        @Override
        public void write(Stamped<?> value, PayloadOutput out) {
            out.int8(3);
            out.time(value.packedTime());
            out.enter();
            out.value(value.value());
            out.leave();
        }

        @Override
        public <E extends Exception> Stamped<?> read(int number, PayloadInput<E> in) throws E {
            long time = in.time();
            in.enter();
            Object value = in.value();
            in.leave();
            return new Stamped<>(time, value);
        }

        @Override
        public Stamped<?> map(Stamped<?> value, UnaryOperator<Object> part) {
            Object mapped = part.apply(value.value());
            return mapped == value.value() ? value : new Stamped<>(value.packedTime(), mapped);
        }

        @Override
        public long hash(Stamped<?> value, ToLongFunction<Object> ofPart) {
            return PayloadHash.combine(PayloadHash.of(value.packedTime()), ofPart.applyAsLong(value.value()));
        }

        @Override
        public long time(Stamped<?> value) {
            return value.packedTime();
        }

        @Override
        public Object shown(Stamped<?> value) {
            return value.value();
        }
    }

    private static final class Lists extends PayloadKind.OfParts<List<?>> {
        Lists() {
            super(List.class, 4);
        }

        @Override
        public void write(List<?> value, PayloadOutput out) {
            out.int8(4);
            out.unsigned(value.size());
            out.enter();
            value.forEach(out::value);
            out.leave();
        }

        @Override
        public <E extends Exception> List<?> read(int number, PayloadInput<E> in) throws E {
            Object[] elements = new Object[in.count("elements of a list", 1)];
            in.enter();
            for (int i = 0; i < elements.length; i++) {
                elements[i] = in.value();
            }
            in.leave();
            return List.of(elements);
        }

        @Override
        public List<?> map(List<?> value, UnaryOperator<Object> part) {
            List<Object> mapped = new ArrayList<>(value.size());
            boolean isSame = true;
            for (Object element : value) {
                Object other = part.apply(element);
                mapped.add(other);
                isSame &= other == element;
            }
            return isSame ? value : List.copyOf(mapped);
        }

        @Override
        public long hash(List<?> value, ToLongFunction<Object> ofPart) {
            long hash = value.size();
            for (Object element : value) {
                hash = PayloadHash.combine(hash, ofPart.applyAsLong(element));
            }
            return hash;
        }
    }

    private static final class Optionals extends PayloadKind.OfParts<Optional<?>> {
        private static final int ABSENT = 5;
        private static final int PRESENT = 6;

        Optionals() {
            super(Optional.class, ABSENT, PRESENT);
        }

        @Override
        public void write(Optional<?> value, PayloadOutput out) {
            out.int8(value.isPresent() ? PRESENT : ABSENT);
            if (value.isPresent()) {
                out.enter();
                out.value(value.get());
                out.leave();
            }
        }

        @Override
        public <E extends Exception> Optional<?> read(int number, PayloadInput<E> in) throws E {
            if (number == ABSENT) {
                return Optional.empty();
            }
            in.enter();
            Object value = in.value();
            in.leave();
            return Optional.of(value);
        }

        @Override
        public Optional<?> map(Optional<?> value, UnaryOperator<Object> part) {
            if (value.isEmpty()) {
                return value;
            }
            Object mapped = part.apply(value.get());
            return mapped == value.get() ? value : Optional.of(mapped);
        }

        @Override
        public long hash(Optional<?> value, ToLongFunction<Object> ofPart) {
            return PayloadHash.combine(3, value.isPresent() ? ofPart.applyAsLong(value.get()) : 4);
        }
    }

    private static final class Booleans extends PayloadKind<Boolean> {
        private static final int FALSE = 7;
        private static final int TRUE = 8;

        Booleans() {
            super(Boolean.class, FALSE, TRUE);
        }

        @Override
        public void write(Boolean value, PayloadOutput out) {
            out.int8(value ? TRUE : FALSE);
        }

        @Override
        public <E extends Exception> Boolean read(int number, PayloadInput<E> in) {
            return number == TRUE;
        }

        @Override
        public long hash(Boolean value, ToLongFunction<Object> ofPart) {
            return PayloadHash.of(value ? 1 : 2);
        }
    }

    /** Integral numbers of one value hash alike, whatever their class. */
    private abstract static class Numbers<N extends Number> extends PayloadKind<N> {
        Numbers(Class<N> type, int number) {
            super(type, number);
        }

        @Override
        public long hash(N value, ToLongFunction<Object> ofPart) {
            return PayloadHash.of(value.longValue());
        }
    }

    private static final class Bytes extends Numbers<Byte> {
        Bytes() {
            super(Byte.class, 9);
        }

        @Override
        public void write(Byte value, PayloadOutput out) {
            out.int8(9);
            out.int8(value);
        }

        @Override
        public <E extends Exception> Byte read(int number, PayloadInput<E> in) throws E {
            return in.int8();
        }
    }

    private static final class Shorts extends Numbers<Short> {
        Shorts() {
            super(Short.class, 10);
        }

        @Override
        public void write(Short value, PayloadOutput out) {
            out.int8(10);
            out.int16(value);
        }

        @Override
        public <E extends Exception> Short read(int number, PayloadInput<E> in) throws E {
            return in.int16();
        }
    }

    private static final class Integers extends Numbers<Integer> {
        Integers() {
            super(Integer.class, 11);
        }

        @Override
        public void write(Integer value, PayloadOutput out) {
            out.int8(11);
            out.signed(value);
        }

        @Override
        public <E extends Exception> Integer read(int number, PayloadInput<E> in) throws E {
            return in.signedInt();
        }
    }

    private static final class Longs extends Numbers<Long> {
        Longs() {
            super(Long.class, 12);
        }

        @Override
        public void write(Long value, PayloadOutput out) {
            out.int8(12);
            out.signed(value);
        }

        @Override
        public <E extends Exception> Long read(int number, PayloadInput<E> in) throws E {
            return in.signed();
        }
    }

    private static final class Characters extends PayloadKind<Character> {
        Characters() {
            super(Character.class, 13);
        }

        @Override
        public void write(Character value, PayloadOutput out) {
            out.int8(13);
            out.unsigned(value);
        }

        @Override
        public <E extends Exception> Character read(int number, PayloadInput<E> in) throws E {
            return (char) in.index("a character", Character.MAX_VALUE + 1);
        }

        @Override
        public long hash(Character value, ToLongFunction<Object> ofPart) {
            return PayloadHash.of((char) value);
        }
    }

    /** Of NaN there is one, so its bits are the canonical ones. */
    private static final class Floats extends PayloadKind<Float> {
        Floats() {
            super(Float.class, 14);
        }

        @Override
        public void write(Float value, PayloadOutput out) {
            out.int8(14);
            out.int32(Float.floatToIntBits(value));
        }

        @Override
        public <E extends Exception> Float read(int number, PayloadInput<E> in) throws E {
            return Float.intBitsToFloat(in.int32());
        }

        @Override
        public long hash(Float value, ToLongFunction<Object> ofPart) {
            return PayloadHash.of(Double.doubleToLongBits(value.doubleValue()));
        }
    }

    private static final class Doubles extends PayloadKind<Double> {
        Doubles() {
            super(Double.class, 15);
        }

        @Override
        public void write(Double value, PayloadOutput out) {
            out.int8(15);
            out.int64(Double.doubleToLongBits(value));
        }

        @Override
        public <E extends Exception> Double read(int number, PayloadInput<E> in) throws E {
            return Double.longBitsToDouble(in.int64());
        }

        @Override
        public long hash(Double value, ToLongFunction<Object> ofPart) {
            return PayloadHash.of(Double.doubleToLongBits(value));
        }
    }

    private static final class Uuids extends PayloadKind<UUID> {
        Uuids() {
            super(UUID.class, 16);
        }

        @Override
        public void write(UUID value, PayloadOutput out) {
            out.int8(16);
            out.int64(value.getMostSignificantBits());
            out.int64(value.getLeastSignificantBits());
        }

        @Override
        public <E extends Exception> UUID read(int number, PayloadInput<E> in) throws E {
            return new UUID(in.int64(), in.int64());
        }

        @Override
        public long hash(UUID value, ToLongFunction<Object> ofPart) {
            return PayloadHash.combine(PayloadHash.of(value.getMostSignificantBits()), value.getLeastSignificantBits());
        }
    }

    private static final class BigIntegers extends PayloadKind<BigInteger> {
        BigIntegers() {
            super(BigInteger.class, 17);
        }

        @Override
        public void write(BigInteger value, PayloadOutput out) {
            byte[] bytes = value.toByteArray();
            if (bytes.length > MAX_BIG_INTEGER_BYTES) {
                throw new IllegalArgumentException("cannot encode a number of " + bytes.length + " bytes, more than "
                        + MAX_BIG_INTEGER_BYTES + "; nothing was changed");
            }
            out.int8(17);
            out.unsigned(bytes.length);
            out.bytes(bytes);
        }

        @Override
        public <E extends Exception> BigInteger read(int number, PayloadInput<E> in) throws E {
            return bigInteger(in);
        }

        static <E extends Exception> BigInteger bigInteger(PayloadInput<E> in) throws E {
            int length = in.count("bytes of a number", 1);
            if (length == 0 || length > MAX_BIG_INTEGER_BYTES) {
                throw in.refuse("a number", "it has 1 to " + MAX_BIG_INTEGER_BYTES + " bytes, but here " + length);
            }
            return new BigInteger(in.bytes(length));
        }

        @Override
        public long hash(BigInteger value, ToLongFunction<Object> ofPart) {
            return PayloadHash.of(value.toString());
        }
    }

    private static final class BigDecimals extends PayloadKind<BigDecimal> {
        BigDecimals() {
            super(BigDecimal.class, 18);
        }

        @Override
        public void write(BigDecimal value, PayloadOutput out) {
            if (Math.abs((long) value.scale()) > MAX_BIG_DECIMAL_SCALE) {
                throw new IllegalArgumentException("cannot encode a decimal number of scale " + value.scale()
                        + ", beyond " + MAX_BIG_DECIMAL_SCALE + "; nothing was changed");
            }
            byte[] bytes = value.unscaledValue().toByteArray();
            if (bytes.length > MAX_BIG_INTEGER_BYTES) {
                throw new IllegalArgumentException("cannot encode a number of " + bytes.length + " bytes, more than "
                        + MAX_BIG_INTEGER_BYTES + "; nothing was changed");
            }
            out.int8(18);
            out.signed(value.scale());
            out.unsigned(bytes.length);
            out.bytes(bytes);
        }

        @Override
        public <E extends Exception> BigDecimal read(int number, PayloadInput<E> in) throws E {
            int scale = in.signedInt();
            if (Math.abs((long) scale) > MAX_BIG_DECIMAL_SCALE) {
                throw in.refuse("a decimal number", "its scale is " + scale + ", beyond " + MAX_BIG_DECIMAL_SCALE);
            }
            return new BigDecimal(BigIntegers.bigInteger(in), scale);
        }

        @Override
        public long hash(BigDecimal value, ToLongFunction<Object> ofPart) {
            return PayloadHash.of(value.toString());
        }
    }

    private static final class Instants extends PayloadKind<Instant> {
        Instants() {
            super(Instant.class, 19);
        }

        @Override
        public void write(Instant value, PayloadOutput out) {
            out.int8(19);
            out.signed(value.getEpochSecond());
            out.unsigned(value.getNano());
        }

        @Override
        public <E extends Exception> Instant read(int number, PayloadInput<E> in) throws E {
            return Instant.ofEpochSecond(in.signed(), in.index("nanoseconds", 1_000_000_000));
        }

        @Override
        public long hash(Instant value, ToLongFunction<Object> ofPart) {
            return PayloadHash.of(value.toString());
        }
    }

    private static final class LocalDates extends PayloadKind<LocalDate> {
        LocalDates() {
            super(LocalDate.class, 20);
        }

        @Override
        public void write(LocalDate value, PayloadOutput out) {
            out.int8(20);
            out.signed(value.toEpochDay());
        }

        @Override
        public <E extends Exception> LocalDate read(int number, PayloadInput<E> in) throws E {
            return LocalDate.ofEpochDay(in.signed());
        }

        @Override
        public long hash(LocalDate value, ToLongFunction<Object> ofPart) {
            return PayloadHash.of(value.toString());
        }
    }

    private static final class Tallies extends PayloadKind<Tally> {
        /** A tally that no reset has seen, as nearly all are; of others comes the reset first. */
        private static final int PLAIN = 23;

        private static final int RESET = 28;

        Tallies() {
            super(Tally.class, PLAIN, RESET);
        }

        @Override
        public void write(Tally value, PayloadOutput out) {
            if (value.resetAt() == 0 && value.resetTotal() == 0) {
                out.int8(PLAIN);
            } else {
                out.int8(RESET);
                out.unsigned(value.resetAt());
                out.signed(value.resetTotal());
            }
            out.unsigned(value.at() - value.resetAt());
            out.signed(value.total() - value.resetTotal());
        }

        @Override
        public <E extends Exception> Tally read(int number, PayloadInput<E> in) throws E {
            long resetAt = number == RESET ? in.unsigned() : 0;
            long resetTotal = number == RESET ? in.signed() : 0;
            long beyond = in.unsigned();
            if (resetAt < 0 || beyond < 0 || resetAt + beyond < 0) {
                throw in.refuse(
                        "a tally", "it is at " + resetAt + " and " + beyond + " beyond, which no incarnation reaches");
            }
            return new Tally(resetAt + beyond, resetTotal + in.signed(), resetAt, resetTotal);
        }

        @Override
        public long hash(Tally value, ToLongFunction<Object> ofPart) {
            long seen = PayloadHash.combine(PayloadHash.of(value.resetAt()), value.resetTotal());
            return PayloadHash.combine(PayloadHash.combine(seen, value.at()), value.total());
        }
    }

    private static final class Maxima extends PayloadKind.OfParts<Max<?>> {
        Maxima() {
            super(Max.class, 24);
        }

        @Override
        public void write(Max<?> value, PayloadOutput out) {
            out.int8(24);
            out.enter();
            out.value(requireComparable(value.value()));
            out.leave();
        }

        @Override
        public <E extends Exception> Max<?> read(int number, PayloadInput<E> in) throws E {
            in.enter();
            Max<?> value = new Max<>(comparable("the value of a maximum", in));
            in.leave();
            return value;
        }

        @Override
        @SuppressWarnings("unchecked") // a cast that fails makes the value unreadable
        public Max<?> map(Max<?> value, UnaryOperator<Object> part) {
            Object mapped = part.apply(value.value());
            return mapped == value.value() ? value : new Max<>((Comparable<Object>) mapped);
        }

        @Override
        public long hash(Max<?> value, ToLongFunction<Object> ofPart) {
            return PayloadHash.combine(1, ofPart.applyAsLong(value.value()));
        }
    }

    private static final class Minima extends PayloadKind.OfParts<Min<?>> {
        Minima() {
            super(Min.class, 25);
        }

        @Override
        public void write(Min<?> value, PayloadOutput out) {
            out.int8(25);
            out.enter();
            out.value(requireComparable(value.value()));
            out.leave();
        }

        @Override
        public <E extends Exception> Min<?> read(int number, PayloadInput<E> in) throws E {
            in.enter();
            Min<?> value = new Min<>(comparable("the value of a minimum", in));
            in.leave();
            return value;
        }

        @Override
        @SuppressWarnings("unchecked") // a cast that fails makes the value unreadable
        public Min<?> map(Min<?> value, UnaryOperator<Object> part) {
            Object mapped = part.apply(value.value());
            return mapped == value.value() ? value : new Min<>((Comparable<Object>) mapped);
        }

        @Override
        public long hash(Min<?> value, ToLongFunction<Object> ofPart) {
            return PayloadHash.combine(2, ofPart.applyAsLong(value.value()));
        }
    }

    /** The compiler sees to it in well-typed programs; readers refuse any other value. */
    private static Object requireComparable(Object value) {
        if (!(value instanceof Comparable<?>)) {
            throw new IllegalArgumentException("cannot encode a maximum or minimum of " + value.getClass()
                    + ", which is not comparable; nothing was changed");
        }
        return value;
    }

    @SuppressWarnings("unchecked") // whether two of them compare is the matter of who reads them
    private static <E extends Exception> Comparable<Object> comparable(String what, PayloadInput<E> in) throws E {
        Object value = in.value();
        Object seen = seen(value);
        if (seen instanceof Comparable<?>) {
            return (Comparable<Object>) value;
        }
        throw in.refuse(what, "it must be comparable, but is " + seen.getClass());
    }

    private static final class Pairs extends PayloadKind.OfParts<Pair<?, ?>> {
        Pairs() {
            super(Pair.class, 26);
        }

        @Override
        public void write(Pair<?, ?> value, PayloadOutput out) {
            out.int8(26);
            out.enter();
            out.value(value.first());
            out.value(value.second());
            out.leave();
        }

        @Override
        public <E extends Exception> Pair<?, ?> read(int number, PayloadInput<E> in) throws E {
            in.enter();
            Pair<?, ?> pair = pair(in);
            in.leave();
            return pair;
        }

        private static <L extends Lattice<L>, E extends Exception> Pair<L, L> pair(PayloadInput<E> in) throws E {
            return new Pair<>(
                    BuiltInKinds.<L, E>element("the first of a pair", in),
                    BuiltInKinds.<L, E>element("the second of a pair", in));
        }

        @Override
        public Pair<?, ?> map(Pair<?, ?> value, UnaryOperator<Object> part) {
            Object first = part.apply(value.first());
            Object second = part.apply(value.second());
            return first == value.first() && second == value.second() ? value : pair(first, second);
        }

        @SuppressWarnings("unchecked") // a cast that fails makes the value unreadable
        private static <L extends Lattice<L>> Pair<L, L> pair(Object first, Object second) {
            return new Pair<>((L) first, (L) second);
        }

        @Override
        public long hash(Pair<?, ?> value, ToLongFunction<Object> ofPart) {
            return PayloadHash.combine(ofPart.applyAsLong(value.first()), ofPart.applyAsLong(value.second()));
        }
    }

    private static final class GrowMaps extends PayloadKind.OfParts<GrowMap<?, ?>> {
        GrowMaps() {
            super(GrowMap.class, 27);
        }

        @Override
        public void write(GrowMap<?, ?> value, PayloadOutput out) {
            out.int8(27);
            out.enter();
            List<?> keys = out.inOrderOfBytes(value.asMap().keySet());
            out.unsigned(value.size());
            for (Object key : keys) {
                out.value(key);
                out.value(Objects.requireNonNull(value.asMap().get(key)));
            }
            out.leave();
        }

        @Override
        public <E extends Exception> GrowMap<?, ?> read(int number, PayloadInput<E> in) throws E {
            in.enter();
            GrowMap<?, ?> map = map(in);
            in.leave();
            return map;
        }

        private static <L extends Lattice<L>, E extends Exception> GrowMap<Object, L> map(PayloadInput<E> in) throws E {
            in.requireMapAllowed();
            GrowMap<Object, L> map = GrowMap.empty();
            for (int left = in.count("keys of a map", 2); left > 0; left--) {
                Object key = in.mapKey();
                if (map.get(key) != null) {
                    throw in.refuse("a key of a map", "it has " + key + " already");
                }
                map = map.with(key, BuiltInKinds.<L, E>element("a value of a map", in));
            }
            return map;
        }

        @Override
        public GrowMap<?, ?> map(GrowMap<?, ?> value, UnaryOperator<Object> part) {
            boolean[] isSame = {true};
            List<Object> mapped = new ArrayList<>();
            value.asMap().forEach((key, each) -> {
                Object otherKey = part.apply(key);
                Object other = part.apply(each);
                isSame[0] &= otherKey == key && other == each;
                mapped.add(otherKey);
                mapped.add(other);
            });
            return isSame[0] ? value : map(mapped);
        }

        @SuppressWarnings("unchecked") // a cast that fails makes the value unreadable
        private static <L extends Lattice<L>> GrowMap<Object, L> map(List<Object> keysAndValues) {
            GrowMap<Object, L> map = GrowMap.empty();
            for (int i = 0; i < keysAndValues.size(); i += 2) {
                map = map.with(keysAndValues.get(i), (L) keysAndValues.get(i + 1));
            }
            return map;
        }

        @Override
        public long hash(GrowMap<?, ?> value, ToLongFunction<Object> ofPart) {
            long[] sum = {PayloadHash.of(value.size())};
            value.asMap()
                    .forEach((key, each) ->
                            sum[0] += PayloadHash.combine(ofPart.applyAsLong(key), ofPart.applyAsLong(each)));
            return sum[0];
        }
    }

    @SuppressWarnings("unchecked") // every lattice is a lattice of its own type
    private static <L extends Lattice<L>, E extends Exception> L element(String what, PayloadInput<E> in) throws E {
        Object value = in.value();
        Object seen = seen(value);
        if (seen instanceof Lattice<?>) {
            return (L) value;
        }
        throw in.refuse(what, "it must be of a lattice, but is " + seen.getClass());
    }

    private static Object seen(Object value) {
        Object seen = value instanceof Encoded bytes ? bytes.value() : value;
        return seen == null ? value : seen;
    }

    /** Values of registered classes: the number of the class and the length of the bytes go first. */
    private static final class EncodedValues extends PayloadKind<Object> {

        private static final int NUMBER = 21;
        private static final int CLASSES = 1 << 16;

        EncodedValues() {
            super(Encoded.class, NUMBER);
        }

        @Override
        public void write(Object value, PayloadOutput out) {
            out.int8(NUMBER);
            ((Encoded) value).write(out);
        }

        @Override
        public <E extends Exception> Object read(int number, PayloadInput<E> in) throws E {
            int kind = in.index("the number of a class", CLASSES);
            return in.ofApplication(kind, in.bytes(in.count("bytes of a value", 1)));
        }

        @Override
        public long hash(Object value, ToLongFunction<Object> ofPart) {
            return ((Encoded) value).hash();
        }
    }
}

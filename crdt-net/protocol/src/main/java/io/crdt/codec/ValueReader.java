package io.crdt.codec;

import io.crdt.causal.Dot;
import io.crdt.causal.Unit;
import io.crdt.codec.Wire.Tag;
import io.crdt.lattice.GrowMap;
import io.crdt.lattice.Lattice;
import io.crdt.lattice.Max;
import io.crdt.lattice.Min;
import io.crdt.lattice.Pair;
import io.crdt.replica.ReplicaId;
import io.crdt.type.Stamped;
import io.crdt.type.Tally;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads the values of one message, as {@link ValueWriter} wrote them. */
final class ValueReader {

    final WireInput in;
    final ReadBefore before;
    final NameReader names;
    private final UserTypes userTypes;
    private int depth;
    private boolean inKey;

    ValueReader(UserTypes userTypes, IncarnationCache known, WireInput in, ReadBefore before) {
        this.userTypes = userTypes;
        this.in = in;
        this.before = before;
        names = new NameReader(in, known, before);
    }

    Object value() throws DecodeException {
        int tag = in.readByteUnsigned();
        return tag >= Tag.STRING ? in.string("a string", tag) : value(tag);
    }

    private Object value(int tag) throws DecodeException {
        return switch (tag) {
            case Tag.UNIT -> Unit.UNIT;
            case Tag.INCARNATION -> names.incarnation();
            case Tag.DOT -> new Dot(names.incarnation(), in.requireSeq("a dot", in.readVarLong(true), 1));
            case Tag.STAMPED -> stamped();
            case Tag.LIST -> list();
            case Tag.ABSENT -> Optional.empty();
            case Tag.PRESENT -> present();
            case Tag.FALSE, Tag.TRUE -> tag == Tag.TRUE;
            case Tag.BYTE -> in.readByte();
            case Tag.SHORT -> in.readShort();
            case Tag.INTEGER -> in.readVarInt(false);
            case Tag.LONG -> in.readVarLong(false);
            case Tag.CHARACTER -> (char) in.index("a character", Character.MAX_VALUE + 1);
            case Tag.FLOAT -> Float.intBitsToFloat(in.readInt());
            case Tag.DOUBLE -> Double.longBitsToDouble(in.readLong());
            case Tag.UUID -> new UUID(in.readLong(), in.readLong());
            case Tag.BIG_INTEGER -> bigInteger();
            case Tag.BIG_DECIMAL -> bigDecimal();
            case Tag.INSTANT -> Instant.ofEpochSecond(in.readVarLong(false), in.index("nanoseconds", 1_000_000_000));
            case Tag.LOCAL_DATE -> LocalDate.ofEpochDay(in.readVarLong(false));
            case Tag.USER -> userTypes.read(in);
            case Tag.TALLY -> tally(0, 0);
            case Tag.RESET_TALLY -> tally(in.readVarLong(true), in.readVarLong(false));
            case Tag.MAX, Tag.MIN, Tag.PAIR, Tag.GROW_MAP -> lattice(tag);
            case Tag.REPLICA -> replica();
            case Tag.UTF16_STRING -> in.string("a string", tag);
            default -> throw in.refuse("a value", "there is no kind of value with the tag " + tag);
        };
    }

    ReplicaId replica() throws DecodeException {
        long high = in.readLong();
        long low = in.readLong();
        return new ReplicaId(high, low, in.string("the label of a replica"));
    }

    private Stamped<?> stamped() throws DecodeException {
        long time = before.time + in.readVarLong(false);
        if (time < 0) {
            throw in.refuse("a timestamp", "it must not be negative, but is " + time);
        }
        before.time = time;
        deeper();
        Object value = value();
        depth--;
        return new Stamped<>(time, value);
    }

    private Tally tally(long resetAt, long resetTotal) throws DecodeException {
        long beyond = in.readVarLong(true);
        if (resetAt < 0 || beyond < 0 || resetAt + beyond < 0) {
            throw in.refuse(
                    "a tally", "it is at " + resetAt + " and " + beyond + " beyond, which no incarnation reaches");
        }
        return new Tally(resetAt + beyond, resetTotal + in.readVarLong(false), resetAt, resetTotal);
    }

    private Lattice<?> lattice(int tag) throws DecodeException {
        deeper();
        Lattice<?> read = switch (tag) {
            case Tag.MAX -> new Max<>(comparable("the value of a maximum"));
            case Tag.MIN -> new Min<>(comparable("the value of a minimum"));
            case Tag.PAIR -> pair();
            default -> growMap();
        };
        depth--;
        return read;
    }

    @SuppressWarnings("unchecked") // whether two of them compare is the matter of who reads them
    private Comparable<Object> comparable(String what) throws DecodeException {
        Object value = value();
        if (value instanceof Comparable<?> comparable) {
            return (Comparable<Object>) comparable;
        }
        throw in.refuse(what, "it must be comparable, but is " + value.getClass());
    }

    @SuppressWarnings("unchecked") // every lattice is a lattice of its own type
    private <L extends Lattice<L>> L element(String what) throws DecodeException {
        Object value = value();
        if (value instanceof Lattice<?> lattice) {
            return (L) lattice;
        }
        throw in.refuse(what, "it must be of a lattice, but is " + value.getClass());
    }

    private <L extends Lattice<L>> Pair<L, L> pair() throws DecodeException {
        return new Pair<>(this.<L>element("the first of a pair"), this.<L>element("the second of a pair"));
    }

    private <L extends Lattice<L>> GrowMap<Object, L> growMap() throws DecodeException {
        if (inKey) {
            throw in.refuse("a key of a map", "it must not hold a map");
        }
        GrowMap<Object, L> map = GrowMap.empty();
        for (int left = in.count("keys of a map", 2); left > 0; left--) {
            inKey = true;
            Object key = value();
            inKey = false;
            if (map.get(key) != null) {
                throw in.refuse("a key of a map", "it has " + key + " already");
            }
            map = map.with(key, this.<L>element("a value of a map"));
        }
        return map;
    }

    private List<Object> list() throws DecodeException {
        Object[] elements = new Object[in.count("elements of a list", 1)];
        deeper();
        for (int i = 0; i < elements.length; i++) {
            elements[i] = value();
        }
        depth--;
        return List.of(elements);
    }

    private Optional<Object> present() throws DecodeException {
        deeper();
        Object value = value();
        depth--;
        return Optional.of(value);
    }

    private void deeper() throws DecodeException {
        if (++depth > Wire.MAX_DEPTH) {
            throw in.refuse("a value", "values nest at most " + Wire.MAX_DEPTH + " deep");
        }
    }

    private BigInteger bigInteger() throws DecodeException {
        int length = in.count("bytes of a number", 1);
        if (length == 0 || length > Wire.MAX_BIG_INTEGER_BYTES) {
            throw in.refuse("a number", "it has 1 to " + Wire.MAX_BIG_INTEGER_BYTES + " bytes, but here " + length);
        }
        return new BigInteger(in.readBytes(length));
    }

    private BigDecimal bigDecimal() throws DecodeException {
        int scale = in.readVarInt(false);
        if (Math.abs((long) scale) > Wire.MAX_BIG_DECIMAL_SCALE) {
            throw in.refuse("a decimal number", "its scale is " + scale + ", beyond " + Wire.MAX_BIG_DECIMAL_SCALE);
        }
        return new BigDecimal(bigInteger(), scale);
    }
}

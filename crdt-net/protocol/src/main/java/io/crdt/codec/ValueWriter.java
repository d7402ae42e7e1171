package io.crdt.codec;

import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Unit;
import io.crdt.codec.Wire.Tag;
import io.crdt.lattice.GrowMap;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes the values of one message. An incarnation is written out where it occurs first on its link and by its number from
 * then on; a time is written as the difference to the time before it.
 */
final class ValueWriter {

    final WireOutput out = new WireOutput();
    final WrittenBefore before;
    final NameWriter names;
    private final UserTypes userTypes;
    private final boolean checked;
    private int depth;
    private boolean inKey;

    /**
     * Creates a writer.
     *
     * @param checked whether to check of each value of a registered class that its bytes stand for it
     */
    ValueWriter(UserTypes userTypes, WrittenBefore before, boolean checked) {
        this.userTypes = userTypes;
        this.checked = checked;
        this.before = before;
        names = new NameWriter(out, before);
    }

    /** Writes any value that there is a form for. */
    void value(@Nullable Object value) {
        if (value instanceof String text) {
            out.string(text);
        } else if (value instanceof Unit) {
            out.writeByte(Tag.UNIT);
        } else if (value instanceof Incarnation incarnation) {
            out.writeByte(Tag.INCARNATION);
            names.incarnation(incarnation);
        } else if (value instanceof Stamped<?> stamped) {
            stamped(stamped);
        } else if (value instanceof Number number && number(number)) {
            return;
        } else if (value instanceof Tally tally) {
            tally(tally);
        } else if (!small(value) && !userTypes.write(out, value, checked) && !lattice(value)) {
            container(value);
        }
    }

    private boolean number(Number number) {
        if (number instanceof Long) {
            out.writeByte(Tag.LONG);
            out.writeVarLong(number.longValue(), false);
        } else if (number instanceof Integer) {
            out.writeByte(Tag.INTEGER);
            out.writeVarInt(number.intValue(), false);
        } else if (number instanceof Double) {
            out.writeByte(Tag.DOUBLE);
            out.writeLong(Double.doubleToLongBits(number.doubleValue()));
        } else if (number instanceof Float) {
            out.writeByte(Tag.FLOAT);
            out.writeInt(Float.floatToIntBits(number.floatValue()));
        } else if (number instanceof Short) {
            out.writeByte(Tag.SHORT);
            out.writeShort(number.shortValue());
        } else if (number instanceof Byte) {
            out.writeByte(Tag.BYTE);
            out.writeByte(number.byteValue());
        } else if (number.getClass() == BigInteger.class) {
            out.writeByte(Tag.BIG_INTEGER);
            bigInteger((BigInteger) number);
        } else if (number.getClass() == BigDecimal.class) {
            bigDecimal((BigDecimal) number);
        } else {
            return false;
        }
        return true;
    }

    private boolean small(@Nullable Object value) {
        if (value instanceof Boolean bool) {
            out.writeByte(bool ? Tag.TRUE : Tag.FALSE);
        } else if (value instanceof Character character) {
            out.writeByte(Tag.CHARACTER);
            out.writeVarInt(character, true);
        } else if (value instanceof UUID uuid) {
            out.writeByte(Tag.UUID);
            out.writeLong(uuid.getMostSignificantBits());
            out.writeLong(uuid.getLeastSignificantBits());
        } else if (value instanceof Instant instant) {
            out.writeByte(Tag.INSTANT);
            out.writeVarLong(instant.getEpochSecond(), false);
            out.writeVarInt(instant.getNano(), true);
        } else if (value instanceof LocalDate date) {
            out.writeByte(Tag.LOCAL_DATE);
            out.writeVarLong(date.toEpochDay(), false);
        } else if (value instanceof Dot dot) {
            out.writeByte(Tag.DOT);
            names.incarnation(dot.origin());
            out.seq(dot.seq());
        } else if (value instanceof ReplicaId replica) {
            out.writeByte(Tag.REPLICA);
            replica(replica);
        } else {
            return false;
        }
        return true;
    }

    void replica(ReplicaId replica) {
        out.writeLong(replica.high());
        out.writeLong(replica.low());
        out.string(replica.label());
    }

    private void container(@Nullable Object value) {
        if (value instanceof List<?> list) {
            out.writeByte(Tag.LIST);
            out.writeVarInt(list.size(), true);
            deeper();
            list.forEach(this::value);
            depth--;
        } else if (value instanceof Optional<?> optional) {
            out.writeByte(optional.isPresent() ? Tag.PRESENT : Tag.ABSENT);
            if (optional.isPresent()) {
                deeper();
                value(optional.get());
                depth--;
            }
        } else {
            throw Refusal.of(value);
        }
    }

    private void tally(Tally tally) {
        if (tally.resetAt() == 0 && tally.resetTotal() == 0) {
            out.writeByte(Tag.TALLY);
        } else {
            out.writeByte(Tag.RESET_TALLY);
            out.writeVarLong(tally.resetAt(), true);
            out.writeVarLong(tally.resetTotal(), false);
        }
        out.writeVarLong(tally.at() - tally.resetAt(), true);
        out.writeVarLong(tally.total() - tally.resetTotal(), false);
    }

    private boolean lattice(@Nullable Object value) {
        if (value instanceof Max<?> max) {
            out.writeByte(Tag.MAX);
            deeper();
            comparable(max.value());
        } else if (value instanceof Min<?> min) {
            out.writeByte(Tag.MIN);
            deeper();
            comparable(min.value());
        } else if (value instanceof Pair<?, ?> pair) {
            out.writeByte(Tag.PAIR);
            deeper();
            value(pair.first());
            value(pair.second());
        } else if (value instanceof GrowMap<?, ?> map) {
            out.writeByte(Tag.GROW_MAP);
            deeper();
            growMap(map);
        } else {
            return false;
        }
        depth--;
        return true;
    }

    /** The compiler sees to it in well-typed programs; readers refuse any other value. */
    private void comparable(Object value) {
        if (!(value instanceof Comparable<?>)) {
            throw new IllegalArgumentException("cannot encode a maximum or minimum of " + value.getClass()
                    + ", which is not comparable; nothing was changed");
        }
        value(value);
    }

    /**
     * Sorts the keys by their bytes, since their order in memory may differ from process to process. So a key is written
     * twice, which is why maps must not nest in keys: that would double the work with every level.
     */
    private void growMap(GrowMap<?, ?> map) {
        if (inKey) {
            throw new IllegalArgumentException(
                    "cannot encode a map in the key of a map: " + map + "; nothing was changed");
        }
        out.writeVarInt(map.size(), true);
        Map<byte[], Object> sorted = new TreeMap<>(Arrays::compareUnsigned);
        map.asMap().keySet().forEach(key -> sorted.put(bytesAlone(key), key));
        sorted.values().forEach(key -> {
            value(key);
            value(map.get(key));
        });
    }

    private byte[] bytesAlone(Object key) {
        ValueWriter alone = new ValueWriter(userTypes, new WrittenBefore(), false);
        alone.inKey = true;
        alone.value(key);
        return alone.out.takeAll();
    }

    private void stamped(Stamped<?> stamped) {
        out.writeByte(Tag.STAMPED);
        out.writeVarLong(stamped.packedTime() - before.time, false);
        before.time = stamped.packedTime();
        deeper();
        value(stamped.value());
        depth--;
    }

    private void deeper() {
        if (++depth > Wire.MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "cannot encode a value that nests deeper than " + Wire.MAX_DEPTH + "; nothing was changed");
        }
    }

    private void bigInteger(BigInteger number) {
        byte[] bytes = number.toByteArray();
        if (bytes.length > Wire.MAX_BIG_INTEGER_BYTES) {
            throw new IllegalArgumentException("cannot encode a number of " + bytes.length + " bytes, more than "
                    + Wire.MAX_BIG_INTEGER_BYTES + "; nothing was changed");
        }
        out.writeVarInt(bytes.length, true);
        out.writeBytes(bytes);
    }

    private void bigDecimal(BigDecimal number) {
        if (Math.abs((long) number.scale()) > Wire.MAX_BIG_DECIMAL_SCALE) {
            throw new IllegalArgumentException("cannot encode a decimal number of scale " + number.scale() + ", beyond "
                    + Wire.MAX_BIG_DECIMAL_SCALE + "; nothing was changed");
        }
        out.writeByte(Tag.BIG_DECIMAL);
        out.writeVarInt(number.scale(), false);
        bigInteger(number.unscaledValue());
    }
}

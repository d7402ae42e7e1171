package io.crdt.codec;

import io.crdt.payload.PayloadInput;
import io.crdt.payload.PayloadOutput;
import io.crdt.payload.ValueFormat;

/**
 * Constants by name, so that they may be reordered. Names of 2 to 32 ASCII characters, as nearly all have, are their
 * characters, the last with its highest bit set. Others begin with their length: see {@link #writeLength}.
 */
final class EnumFormat<E extends Enum<E>> implements ValueFormat<E> {

    private static final int LONGEST_MARKED = 32;
    private static final int MARK = 0x80;
    private static final int MORE = 0x40;
    private static final int ASCII = 0x7f;

    private final Class<E> type;

    EnumFormat(Class<E> type) {
        this.type = type;
    }

    @Override
    public Class<E> type() {
        return type;
    }

    @Override
    public void write(E constant, PayloadOutput out) {
        String name = constant.name();
        boolean marked = isMarked(name);
        if (!marked) {
            writeLength(name.length() + 1, out);
        }
        for (int i = 0; i < name.length(); i++) {
            write(name.charAt(i), marked && i == name.length() - 1, out);
        }
    }

    private static boolean isMarked(String name) {
        return name.length() > 1
                && name.length() <= LONGEST_MARKED
                && name.chars().allMatch(c -> c <= ASCII);
    }

    /** The first byte is marked, holds six bits, and tells with the next bit that more follow, seven in each. */
    private static void writeLength(int length, PayloadOutput out) {
        if (length < MORE) {
            out.int8(MARK | length);
        } else {
            out.int8(MARK | MORE | length & MORE - 1);
            out.unsigned(length >>> 6);
        }
    }

    /** Each character by itself, as UTF-8 has it, also the halves of a pair. */
    private static void write(char c, boolean marked, PayloadOutput out) {
        if (c <= ASCII) {
            out.int8(marked ? c | MARK : c);
        } else if (c < 0x800) {
            out.int8(0xc0 | c >> 6);
            out.int8(MARK | c & 0x3f);
        } else {
            out.int8(0xe0 | c >> 12);
            out.int8(MARK | c >> 6 & 0x3f);
            out.int8(MARK | c & 0x3f);
        }
    }

    @Override
    public <X extends Exception> E read(PayloadInput<X> in) throws X {
        StringBuilder name = new StringBuilder();
        int first = in.int8() & 0xff;
        if (first < MARK) {
            int next = first;
            for (; next < MARK; next = in.int8() & 0xff) {
                name.append((char) next);
            }
            name.append((char) (next & ASCII));
        } else {
            long length = first & MORE - 1;
            if ((first & MORE) != 0) {
                length |= in.unsigned() << 6;
            }
            for (long left = length - 1; left > 0; left--) {
                name.append(character(in));
            }
        }
        return constant(name.toString(), in);
    }

    private static <X extends Exception> char character(PayloadInput<X> in) throws X {
        int first = in.int8() & 0xff;
        if (first <= ASCII) {
            return (char) first;
        }
        int second = in.int8() & 0x3f;
        return (char)
                ((first & 0x20) == 0 ? (first & 0x1f) << 6 | second : first << 12 | second << 6 | in.int8() & 0x3f);
    }

    private <X extends Exception> E constant(String name, PayloadInput<X> in) throws X {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        throw in.refuse("a constant of " + type.getName(), "there is none that is called " + name);
    }
}

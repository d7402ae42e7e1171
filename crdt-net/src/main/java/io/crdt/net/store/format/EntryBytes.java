package io.crdt.net.store.format;

import io.crdt.causal.Dot;
import io.crdt.causal.DotPair;
import io.crdt.causal.Entry;
import io.crdt.causal.Path;
import io.crdt.causal.Unit;
import io.crdt.codec.Codec;
import io.crdt.codec.DecodeException;
import io.crdt.replica.Shape;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * The path and payload of one entry as bytes: every key with its length before it, every side of a pair as one byte, then
 * the payload, if any. What is a key and what a side follows from the shape of the object.
 */
public final class EntryBytes {

    private final Codec codec;

    /** Creates the writer and reader of entries whose values are of this codec. */
    public EntryBytes(Codec codec) {
        this.codec = codec;
    }

    /** Returns the bytes of an entry of an object of this shape. */
    public byte[] encode(Entry entry, Shape shape) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(64);
        Shape at = shape;
        for (Path path = entry.path(); path instanceof Path.Step step; path = step.rest()) {
            if (at instanceof Shape.PairOf) {
                out.write(step.key() == DotPair.Side.SECOND ? 1 : 0);
            } else {
                byte[] key = codec.encode(step.key());
                length(out, key.length);
                out.writeBytes(key);
            }
            at = after(at, step.key());
        }
        if (at instanceof Shape.Leaf leaf && leaf.carriesValues()) {
            out.writeBytes(codec.encode(entry.payload()));
        }
        return out.toByteArray();
    }

    /**
     * Returns the entry that the bytes stand for.
     *
     * @throws DecodeException if a key or payload stands for nothing
     * @throws IllegalArgumentException if the bytes do not fit the shape
     */
    public Entry decode(byte[] bytes, Shape shape, Dot dot) throws DecodeException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            Object[] keys = new Object[shape.depth()];
            int steps = 0;
            Shape at = shape;
            while (!(at instanceof Shape.Leaf)) {
                Object key = at instanceof Shape.PairOf ? side(in.get()) : codec.decodePayload(take(in, length(in)));
                keys[steps++] = key;
                at = after(at, key);
            }
            boolean carriesValue = ((Shape.Leaf) at).carriesValues();
            Object payload = carriesValue ? codec.decodePayload(take(in, in.remaining())) : Unit.UNIT;
            if (in.hasRemaining()) {
                throw new IllegalArgumentException(in.remaining() + " bytes follow the end of an entry");
            }
            Path path = Path.end();
            while (steps > 0) {
                path = path.under(keys[--steps]);
            }
            return new Entry(path, dot, payload);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("the bytes of an entry end too early", e);
        }
    }

    private static Shape after(Shape shape, Object key) {
        Shape next = shape.after(key);
        if (next == null) {
            throw new IllegalArgumentException("a " + shape + " has no step " + key);
        }
        return next;
    }

    private static DotPair.Side side(byte number) {
        return switch (number) {
            case 0 -> DotPair.Side.FIRST;
            case 1 -> DotPair.Side.SECOND;
            default -> throw new IllegalArgumentException("a pair has no side " + number);
        };
    }

    private static byte[] take(ByteBuffer in, int length) {
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /** Seven bits a byte, the lowest first; the highest bit says that more follow. */
    private static void length(ByteArrayOutputStream out, int length) {
        int rest = length;
        while (rest > 0x7f) {
            out.write(rest | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    private static int length(ByteBuffer in) {
        int length = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += 7) {
            byte next = in.get();
            length |= (next & 0x7f) << shift;
            if (next >= 0 && length >= 0) {
                return length;
            }
        }
        throw new IllegalArgumentException("a length has too many bytes");
    }
}

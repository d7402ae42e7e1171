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
import java.util.ArrayList;
import java.util.List;

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
        if (steps(shape, entry.path(), out)) {
            out.writeBytes(codec.encode(entry.payload()));
        }
        return out.toByteArray();
    }

    /** Writes the steps of a path from a shape on; tells whether a value stands where it ends. */
    private boolean steps(Shape at, Path path, ByteArrayOutputStream out) {
        return switch (at.kind()) {
            case DOTS -> false;
            case VALUES -> true;
            case MAP -> {
                Path.Step step = (Path.Step) path;
                byte[] key = codec.encode(step.key());
                length(out, key.length);
                out.writeBytes(key);
                yield steps(after(at, step.key()), step.rest(), out);
            }
            case PAIR -> {
                Path.Step step = (Path.Step) path;
                out.write(step.key() == DotPair.Side.SECOND ? 1 : 0);
                yield steps(after(at, step.key()), step.rest(), out);
            }
        };
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
            List<Object> keys = new ArrayList<>(shape.depth());
            Object payload = stepsAndPayload(shape, keys, in);
            if (in.hasRemaining()) {
                throw new IllegalArgumentException(in.remaining() + " bytes follow the end of an entry");
            }
            Path path = Path.end();
            for (int i = keys.size() - 1; i >= 0; i--) {
                path = path.under(keys.get(i));
            }
            return new Entry(path, dot, payload);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("the bytes of an entry end too early", e);
        }
    }

    /** Reads the steps from a shape on and returns the payload, which follows them. */
    private Object stepsAndPayload(Shape at, List<Object> keys, ByteBuffer in) throws DecodeException {
        return switch (at.kind()) {
            case DOTS -> Unit.UNIT;
            case VALUES -> codec.decodePayload(take(in, in.remaining()));
            case MAP -> stepsAndPayload(at, codec.decodePayload(take(in, length(in))), keys, in);
            case PAIR -> stepsAndPayload(at, side(in.get()), keys, in);
        };
    }

    private Object stepsAndPayload(Shape at, Object key, List<Object> keys, ByteBuffer in) throws DecodeException {
        keys.add(key);
        return stepsAndPayload(after(at, key), keys, in);
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

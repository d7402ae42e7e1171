package io.crdt.codec;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.KryoBufferUnderflowException;

/** The one place where anything that goes wrong becomes one of the exceptions that the codec promises. */
final class Encoding {

    private Encoding() {}

    /** What reads a whole value or message. */
    interface Reading<T> {
        T from(ValueReader reader) throws DecodeException;
    }

    static WireOutput write(ValueWriter writer, Object value) {
        try {
            writer.value(value);
        } catch (KryoException e) {
            throw refusal(e);
        }
        return writer.out;
    }

    static IllegalArgumentException refusal(KryoException cause) {
        return new IllegalArgumentException("cannot encode: " + cause.getMessage() + "; nothing was changed", cause);
    }

    static <T> T read(ValueReader reader, String what, Reading<T> reading) throws DecodeException {
        WireInput in = reader.in;
        T result;
        try {
            result = reading.from(reader);
        } catch (KryoBufferUnderflowException e) {
            throw new DecodeException(what, in.total(), "the bytes end too early", e);
        } catch (RuntimeException | StackOverflowError e) {
            throw new DecodeException(what, in.total(), String.valueOf(e.getMessage()), e);
        }
        if (in.left() != 0) {
            throw in.refuse(what, in.left() + " bytes follow its end");
        }
        return result;
    }
}

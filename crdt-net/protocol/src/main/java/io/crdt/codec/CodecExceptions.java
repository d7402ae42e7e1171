package io.crdt.codec;

/** The one place where anything that goes wrong with bytes becomes the exception that the codec promises. */
final class CodecExceptions {

    private CodecExceptions() {}

    /** What reads a whole value or message. */
    interface Reading<T> {
        T from(ValueReader reader) throws DecodeException;
    }

    static <T> T read(ValueReader reader, String what, Reading<T> reading) throws DecodeException {
        WireInput in = reader.in;
        T result;
        try {
            result = reading.from(reader);
        } catch (RuntimeException | StackOverflowError e) {
            throw new DecodeException(what, in.total(), String.valueOf(e.getMessage()), e);
        }
        if (in.left() != 0) {
            throw in.refuse(what, in.left() + " bytes follow its end");
        }
        return result;
    }
}

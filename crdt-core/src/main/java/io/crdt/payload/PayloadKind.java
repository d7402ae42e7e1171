package io.crdt.payload;

import java.util.List;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/**
 * All that replicas, codecs and stores have to know of one kind of payloads.
 *
 * @param <T> the class of the values
 */
public abstract class PayloadKind<T> {

    /** What {@link #time} returns for payloads that carry none. */
    public static final long NO_TIME = -1;

    private final Class<?> type;
    private final List<Integer> numbers;

    /**
     * Creates a kind.
     *
     * @param type the class of its values; of an interface, all values that implement it and are of no other kind
     * @param numbers the first bytes of its values, the same in every process and for ever; most kinds have one
     */
    protected PayloadKind(Class<?> type, Integer... numbers) {
        this.type = type;
        this.numbers = List.of(numbers);
    }

    /** Returns the class of the values. */
    public final Class<?> type() {
        return type;
    }

    /** Returns what the bytes of a value may begin with, each from 0 to 255. */
    public final List<Integer> numbers() {
        return numbers;
    }

    /** Writes a value, its number first. */
    public abstract void write(T value, PayloadOutput out);

    /**
     * Reads what {@link #write} wrote.
     *
     * @param number the first byte, which has been read
     */
    public abstract <E extends Exception> T read(int number, PayloadInput<E> in) throws E;

    /**
     * Returns 64 bits that are the same in every process.
     *
     * @param ofPart returns the hash of what the value consists of
     */
    public abstract long hash(T value, ToLongFunction<Object> ofPart);

    /** Returns the packed hybrid logical time of the writing, or {@link #NO_TIME}. */
    public long time(T value) {
        return NO_TIME;
    }

    /** Returns what readers of the value are shown; less than the value itself if that says something about the writing. */
    public Object shown(T value) {
        return value;
    }

    @Override
    public final String toString() {
        return type.getSimpleName() + " " + numbers;
    }

    /** A kind whose values hold values of other kinds. */
    public abstract static class OfParts<T> extends PayloadKind<T> {

        /** Creates a kind, as {@link PayloadKind#PayloadKind} does. */
        protected OfParts(Class<?> type, Integer... numbers) {
            super(type, numbers);
        }

        /** Returns the value with each part replaced; the value itself if all stay the same object. */
        public abstract T map(T value, UnaryOperator<Object> part);
    }
}

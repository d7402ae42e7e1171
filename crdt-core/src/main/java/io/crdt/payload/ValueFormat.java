package io.crdt.payload;

import java.util.Set;

/**
 * How the values of one class of an application become bytes and come back. It is registered with a codec, under a number
 * that is the same in every replica and for ever; the codec frames the bytes, so it reads neither more nor less than it
 * wrote.
 *
 * <p>Bytes last: they are kept, hashed and passed on as they were written, by replicas that know the class and by those that
 * do not. So a format that changes must go on reading what it wrote before. Equal values must have the same bytes, or one
 * element is in a set twice; the codec checks each value where it is written.
 *
 * <p>A format has no state, since several threads use it. It may write values of other registered classes as parts of its
 * own with {@link PayloadOutput#value}.
 *
 * @param <T> the class of the values
 */
public interface ValueFormat<T> {

    /** Returns the class of the values: immutable, with an {@code equals} that does not compare by identity. */
    Class<T> type();

    /**
     * Returns the classes that the values consist of, as far as that is known: a codec in which one of them has no form is
     * not built.
     */
    default Set<Class<?>> parts() {
        return Set.of();
    }

    /** Writes a value. */
    void write(T value, PayloadOutput out);

    /**
     * Reads what {@link #write} wrote, all of it: {@link PayloadInput#left} is 0 at the end.
     *
     * @throws E if the bytes stand for no value; whatever else it throws counts as that, too
     */
    <E extends Exception> T read(PayloadInput<E> in) throws E;
}

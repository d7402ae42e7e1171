package io.crdt.payload;

import io.crdt.causal.Incarnation;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What kinds of payloads write to. Fixed numbers are written with their least significant byte first; the others take 7 bits
 * a byte, signed ones folded so that small negative numbers are short.
 */
public interface PayloadOutput {

    /** Writes one byte. */
    void int8(int number);

    /** Writes two bytes. */
    void int16(int number);

    /** Writes four bytes. */
    void int32(int number);

    /** Writes eight bytes. */
    void int64(long number);

    /** Writes a signed number in 1 to 9 bytes. */
    void signed(long number);

    /** Writes an unsigned number in 1 to 9 bytes. */
    void unsigned(long number);

    /** Writes bytes as they are; the kind writes their length. */
    void bytes(byte[] bytes);

    /** Writes a text as a value: its first byte is a number of its kind. */
    void string(String text);

    /** Writes an incarnation, perhaps by a number that the reader knows. */
    void incarnation(Incarnation incarnation);

    /** Writes a sequence number. */
    void seq(long seq);

    /** Writes a packed time, perhaps as the difference to the one before. */
    void time(long packed);

    /** Writes a value that is part of this one; null is refused. */
    void value(@Nullable Object value);

    /** What is written from here on is part of a value; there is a limit to how deep values nest. */
    void enter();

    /** Ends what {@link #enter} began. */
    void leave();

    /**
     * Returns keys in the order of their bytes, since their order in memory may differ from process to process.
     *
     * @throws IllegalArgumentException if the map is part of such a key itself: each level would double the work
     */
    <K> List<K> inOrderOfBytes(Collection<K> keys);
}

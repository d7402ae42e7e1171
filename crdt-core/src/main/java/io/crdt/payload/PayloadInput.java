package io.crdt.payload;

import io.crdt.causal.Incarnation;

/**
 * What kinds of payloads read from: bytes that come over a network or from a disk, so each length is checked against what is
 * left before memory is taken for it.
 *
 * @param <E> what is thrown for bytes that stand for no value
 */
public interface PayloadInput<E extends Exception> {

    /** Reads one byte. */
    byte int8() throws E;

    /** Reads two bytes. */
    short int16() throws E;

    /** Reads four bytes. */
    int int32() throws E;

    /** Reads eight bytes. */
    long int64() throws E;

    /** Reads a signed number. */
    long signed() throws E;

    /** Reads a signed number of 32 bits. */
    int signedInt() throws E;

    /** Reads an unsigned number. */
    long unsigned() throws E;

    /** Reads how many things follow, each of at least the given number of bytes; there must be room for them. */
    int count(String what, int bytesEach) throws E;

    /** Reads an unsigned number that is less than the limit. */
    int index(String what, int limit) throws E;

    /** Returns how many bytes there are to be read. */
    int left();

    /** Reads bytes; there must be as many. */
    byte[] bytes(int length) throws E;

    /** Reads a text with its first byte. */
    String string(String what) throws E;

    /** Reads a text whose first byte has been read. */
    String string(String what, int number) throws E;

    /** Reads an incarnation. */
    Incarnation incarnation() throws E;

    /** Reads a sequence number of at least 1. */
    long seq(String what) throws E;

    /** Reads a packed time. */
    long time() throws E;

    /** Reads a value that is part of this one. */
    Object value() throws E;

    /** Reads past a value, also one of a class that is not registered here. */
    void skipValue() throws E;

    /** What is read is a map: it must not be part of the key of another one. */
    void requireMapAllowed() throws E;

    /** Reads a value that is the key of a map, so that it must not hold a map. */
    Object mapKey() throws E;

    /**
     * Returns what the bytes of a value of the application stand for.
     *
     * @param kind the number that its class is registered with where it was written
     */
    Object ofApplication(int kind, byte[] bytes) throws E;

    /** What is read from here on is part of a value; there is a limit to how deep values nest. */
    void enter() throws E;

    /** Ends what {@link #enter} began. */
    void leave() throws E;

    /** Returns what to throw if the bytes break a rule. */
    E refuse(String what, String rule);
}

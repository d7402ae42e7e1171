package io.crdt.payload;

import io.crdt.internal.KeyContent;
import io.crdt.lattice.Lattice;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value of a class of the application as the bytes that its writer made: what is hashed, kept, sent and saved, by replicas
 * that know the class and by those that do not. What they stand for here is a view of them, if there is one.
 *
 * <p>A node that re-encoded a value might write other bytes for it, such as those of a later version of its class, and would
 * differ from the replicas that kept the first ones. So equality and hash are those of the bytes.
 *
 * <p>It may stand wherever a value of the application may, so it compares and joins: by its bytes, which means nothing.
 * Nobody reads an object that holds a value without a view.
 */
public final class Encoded implements Comparable<Encoded>, Lattice<Encoded>, KeyContent {

    private final int kind;
    private final byte[] bytes;
    private final @Nullable Object value;
    private final @Nullable String problem;

    private Encoded(int kind, byte[] bytes, @Nullable Object value, @Nullable String problem) {
        this.kind = kind;
        this.bytes = bytes;
        this.value = value;
        this.problem = problem;
    }

    /**
     * Returns a value that can be read here.
     *
     * @param kind the number that its class is registered with
     * @param bytes what its writer made; the caller does not change them any more
     * @param value what they stand for
     */
    public static Encoded of(int kind, byte[] bytes, Object value) {
        return new Encoded(kind, bytes, Objects.requireNonNull(value, "value"), null);
    }

    /**
     * Returns a value that cannot be read here.
     *
     * @param problem why, for people
     */
    public static Encoded unreadable(int kind, byte[] bytes, String problem) {
        return new Encoded(kind, bytes, null, problem);
    }

    /** Returns the number that the class of the value is registered with where it was written. */
    public int kind() {
        return kind;
    }

    /** Returns what the bytes stand for here, or null if nobody here can tell. */
    public @Nullable Object value() {
        return value;
    }

    /** Returns why the value cannot be read here, or null if it can. */
    public @Nullable String problem() {
        return problem;
    }

    void write(PayloadOutput out) {
        out.unsigned(kind);
        out.unsigned(bytes.length);
        out.bytes(bytes);
    }

    long hash() {
        long hash = PayloadHash.of(bytes.length);
        int at = 0;
        for (; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
            long eight = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                eight = eight << 8 | bytes[at + i] & 0xff;
            }
            hash = PayloadHash.combine(hash, eight);
        }
        long rest = 0;
        for (; at < bytes.length; at++) {
            rest = rest << 8 | bytes[at] & 0xff;
        }
        return PayloadHash.combine(PayloadHash.combine(hash, rest), kind);
    }

    @Override
    public int compareTo(Encoded other) {
        int order = Integer.compare(kind, other.kind);
        return order != 0 ? order : Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public Encoded join(Encoded other) {
        return compareTo(other) >= 0 ? this : other;
    }

    @Override
    public boolean leq(Encoded other) {
        return compareTo(other) <= 0;
    }

    @Override
    public Object keyContent() {
        return List.of(kind, ByteBuffer.wrap(bytes).asReadOnlyBuffer());
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof Encoded encoded && kind == encoded.kind && Arrays.equals(bytes, encoded.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * kind + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return value != null ? value.toString() : bytes.length + " bytes of kind " + kind;
    }
}

package io.crdt.net.store.format;

/**
 * What a database knows of a set of rows without looking at them.
 *
 * @param count how many there are
 * @param sum the sum of {@link Checksum#ofKey} over them
 */
public record Census(long count, long sum) {

    /** No rows. */
    public static final Census NONE = new Census(0, 0);

    /** Returns the census with one row more. */
    public Census with(long keyHash) {
        return new Census(count + 1, sum + keyHash);
    }

    /** Returns the census with one row less. */
    public Census without(long keyHash) {
        return new Census(count - 1, sum - keyHash);
    }

    @Override
    public String toString() {
        return count + " rows of sum " + Long.toHexString(sum);
    }
}

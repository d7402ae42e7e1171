package io.crdt.net.store;

/**
 * What a database knows of a set of rows without looking at them.
 *
 * @param count how many there are
 * @param sum the sum of {@link Checksum#ofKey} over them
 */
record Census(long count, long sum) {

    static final Census NONE = new Census(0, 0);

    Census with(long keyHash) {
        return new Census(count + 1, sum + keyHash);
    }

    Census without(long keyHash) {
        return new Census(count - 1, sum - keyHash);
    }

    @Override
    public String toString() {
        return count + " rows of sum " + Long.toHexString(sum);
    }
}

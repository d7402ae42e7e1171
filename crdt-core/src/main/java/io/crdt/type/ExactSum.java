package io.crdt.type;

import java.math.BigInteger;
import java.util.function.Supplier;

/**
 * A sum in 128 bits. Partial sums may leave the range of a {@code long} though the whole does not, and which ones do would
 * depend on the order of a hash table; so only the end is checked.
 */
final class ExactSum {

    private long high;
    private long low;

    ExactSum() {}

    ExactSum(long high, long low) {
        this.high = high;
        this.low = low;
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }

    void add(long term) {
        low += term;
        high += (term >> 63) + (Long.compareUnsigned(low, term) < 0 ? 1 : 0);
    }

    void subtract(long term) {
        high -= (term >> 63) + (Long.compareUnsigned(low, term) < 0 ? 1 : 0);
        low -= term;
    }

    private boolean fitsIntoLong() {
        return high == low >> 63;
    }

    /** Returns the sum, which is the {@code what} of the message if it is too large. */
    long toLong(String what) {
        return toLong(() -> what);
    }

    long toLong(Supplier<String> what) {
        if (!fitsIntoLong()) {
            throw new ArithmeticException(what.get() + " is " + this + ", which does not fit into a long");
        }
        return low;
    }

    /** Returns the sum as a {@code Long} if it fits, and else as a {@code BigInteger}; so equal sums are equal numbers. */
    Number toNumber() {
        if (fitsIntoLong()) {
            return low;
        }
        return toBigInteger();
    }

    /** Returns the sum, or the nearest {@code long}. */
    long toNearestLong() {
        return fitsIntoLong() ? low : high < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    /** Returns {@code total + amount} of one incarnation. */
    static long next(long total, long amount, String type) {
        ExactSum sum = new ExactSum();
        sum.add(total);
        sum.add(amount);
        return sum.toLong("what this incarnation added to the " + type);
    }

    /** Returns {@code total - amount} of one incarnation. */
    static long nextAfterSubtracting(long total, long amount, String type) {
        ExactSum sum = new ExactSum();
        sum.add(total);
        sum.subtract(amount);
        return sum.toLong("what this incarnation added to the " + type);
    }

    static void requireNotNegative(long amount, String what) {
        if (amount < 0) {
            throw new IllegalArgumentException("the amount to " + what + " must not be negative, but is " + amount);
        }
    }

    private BigInteger toBigInteger() {
        return BigInteger.valueOf(high).shiftLeft(Long.SIZE).add(new BigInteger(Long.toUnsignedString(low)));
    }

    @Override
    public String toString() {
        return toBigInteger().toString();
    }
}

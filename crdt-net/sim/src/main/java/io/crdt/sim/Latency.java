package io.crdt.sim;

/**
 * How long messages travel.
 *
 * @param kind the distribution
 * @param lowMillis the least
 * @param highMillis the most
 */
public record Latency(Kind kind, long lowMillis, long highMillis) {

    /** Shapes of distributions. */
    public enum Kind {
        /** All times between the bounds are equally likely. */
        UNIFORM,
        /** Mostly near the lower bound, now and then far beyond: a Pareto distribution of shape 1.2, cut at the upper bound. */
        HEAVY_TAILED
    }

    private static final double SHAPE = 1.2;
    private static final long MAX_MILLIS = 3_600_000;

    public Latency {
        if (lowMillis < 0 || highMillis < lowMillis || highMillis > MAX_MILLIS) {
            throw new IllegalArgumentException("a latency must lie in 0 to " + MAX_MILLIS + " ms, but this is from "
                    + lowMillis + " to " + highMillis);
        }
    }

    /** Returns the latency that is always the same. */
    public static Latency constant(long millis) {
        return new Latency(Kind.UNIFORM, millis, millis);
    }

    /** Returns a latency of which all times between the bounds are equally likely. */
    public static Latency uniform(long lowMillis, long highMillis) {
        return new Latency(Kind.UNIFORM, lowMillis, highMillis);
    }

    /** Returns a latency that is mostly near the lower bound, and now and then up to the upper one. */
    public static Latency heavyTailed(long lowMillis, long highMillis) {
        return new Latency(Kind.HEAVY_TAILED, lowMillis, highMillis);
    }

    /** Returns the time for a random number from 0 to less than 1. */
    long millis(double fraction) {
        if (kind == Kind.UNIFORM) {
            return lowMillis + (long) (fraction * (highMillis - lowMillis + 1));
        }
        double stretched = Math.max(1, lowMillis) / Math.pow(1 - fraction, 1 / SHAPE);
        return Math.min(highMillis, Math.max(lowMillis, (long) stretched));
    }
}

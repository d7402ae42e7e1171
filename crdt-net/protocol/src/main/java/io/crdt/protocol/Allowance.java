package io.crdt.protocol;

/** How often something may be done for which a peer's word is the only reason: some times at once, then now and then. */
public final class Allowance {

    private final int most;
    private final long eachMillis;
    private int left;
    private long since = Long.MIN_VALUE;

    /**
     * Creates an allowance that nothing has been taken of.
     *
     * @param most how often at once
     * @param eachMillis how long it takes until it may be done once more
     */
    public Allowance(int most, long eachMillis) {
        this.most = most;
        this.eachMillis = eachMillis;
        left = most;
    }

    /** Tells whether it may be done now. */
    public boolean has(long nowMillis) {
        if (left < most) {
            long more = (nowMillis - since) / eachMillis;
            left = (int) Math.min(most, left + more);
            since += more * eachMillis;
        }
        return left > 0;
    }

    /** Takes note that it is done now; it has to be {@linkplain #has allowed}. */
    public void take(long nowMillis) {
        if (left == most) {
            since = nowMillis;
        }
        left--;
    }

    /** Returns when it may be done again. */
    public long nextMillis(long nowMillis) {
        return has(nowMillis) ? nowMillis : since + eachMillis;
    }
}

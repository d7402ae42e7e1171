package io.crdt.protocol;

/**
 * The protocol's times and limits.
 *
 * @param cluster the name that peers must share
 * @param intervalMillis how often one random peer is asked whether both have the same; repairs whatever was lost
 * @param pushDelayMillis how long news is gathered at most before it is pushed; the first after a pause goes at once
 * @param tellDelayMillis how long after news some of the peers that may lack it are told of it; long enough for pushes to
 *     have brought it
 * @param askDelayMillis how long news that others have is awaited before it is asked for
 * @param answerTimeoutMillis how long an answer is awaited before another peer is asked, beyond a round trip and the time
 *     that the answer takes to make
 * @param helloTimeoutMillis how long a new link may be silent
 * @param keepAliveMillis after how long without a word to it a peer is probed, so that it knows we are there
 * @param silenceMillis how long an open link may be silent before it is closed; a few times the former
 * @param maxMessageBytes how large a message may be that a peer sends; it is told so
 * @param maxParked how many deltas that came too early are kept for each link
 * @param durable whether all that is told is on a disk
 */
public record GossipOptions(
        String cluster,
        long intervalMillis,
        long pushDelayMillis,
        long tellDelayMillis,
        long askDelayMillis,
        long answerTimeoutMillis,
        long helloTimeoutMillis,
        long keepAliveMillis,
        long silenceMillis,
        int maxMessageBytes,
        int maxParked,
        boolean durable) {

    public GossipOptions {
        requireAtLeast("intervalMillis", intervalMillis, 1);
        requireAtLeast("pushDelayMillis", pushDelayMillis, 0);
        requireAtLeast("tellDelayMillis", tellDelayMillis, 0);
        requireAtLeast("askDelayMillis", askDelayMillis, 0);
        requireAtLeast("answerTimeoutMillis", answerTimeoutMillis, 1);
        requireAtLeast("helloTimeoutMillis", helloTimeoutMillis, 1);
        requireAtLeast("keepAliveMillis", keepAliveMillis, 1);
        requireAtLeast("silenceMillis", silenceMillis, keepAliveMillis);
        requireAtLeast("maxMessageBytes", maxMessageBytes, 1);
        requireAtLeast("maxParked", maxParked, 0);
        requireCluster(cluster);
    }

    /**
     * Checks that a cluster can have this name.
     *
     * @throws IllegalArgumentException if it is blank or has more than 255 characters
     */
    public static void requireCluster(String cluster) {
        if (cluster.isBlank() || cluster.length() > 255) {
            throw new IllegalArgumentException(
                    "a cluster name has 1 to 255 characters, but this is \"" + cluster + "\"");
        }
    }

    /** Returns the default times and limits for a cluster. */
    public static GossipOptions of(String cluster) {
        return of(cluster, 200, 5);
    }

    /** Returns the default times and limits for a cluster but for the interval and the push delay. */
    public static GossipOptions of(String cluster, long intervalMillis, long pushDelayMillis) {
        return of(cluster, intervalMillis, pushDelayMillis, Integer.MAX_VALUE);
    }

    /** Returns the default times and limits for a cluster but for these. */
    public static GossipOptions of(String cluster, long intervalMillis, long pushDelayMillis, int maxMessageBytes) {
        return new GossipOptions(
                cluster,
                intervalMillis,
                pushDelayMillis,
                10,
                15,
                1_000,
                5_000,
                4_000,
                15_000,
                maxMessageBytes,
                64,
                false);
    }

    /** Returns the same for a replica that tells only what is on a disk. */
    public GossipOptions withDurable() {
        return new GossipOptions(
                cluster,
                intervalMillis,
                pushDelayMillis,
                tellDelayMillis,
                askDelayMillis,
                answerTimeoutMillis,
                helloTimeoutMillis,
                keepAliveMillis,
                silenceMillis,
                maxMessageBytes,
                maxParked,
                true);
    }

    private static void requireAtLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", but is " + value);
        }
    }
}

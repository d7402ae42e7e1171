package io.crdt.demo;

import java.time.Duration;

/**
 * What a run is to be like.
 *
 * @param nodes how many nodes there are
 * @param duration what the workload is spread over
 * @param seed decides which node gets what
 * @param basePort the port of the first node, the others follow; 0 takes any free ones
 * @param partition whether the network is cut in the middle third
 * @param intervalMillis how often each node probes a peer
 * @param pushDelayMillis how long each node gathers changes
 * @param warmUp whether to let a throw-away cluster run first
 */
record Settings(
        int nodes,
        Duration duration,
        long seed,
        int basePort,
        boolean partition,
        long intervalMillis,
        long pushDelayMillis,
        boolean warmUp) {

    private static final int WARM_UP_NODES = 5;

    /** Returns the settings of a run that is only there for the JVM to have compiled what the real one measures. */
    Settings forWarmUp() {
        return new Settings(
                WARM_UP_NODES, Duration.ofSeconds(1), seed, 0, true, intervalMillis, pushDelayMillis, false);
    }
}

package io.crdt.demo;

import io.crdt.demo.engine.NodeSettings;
import java.time.Duration;

/**
 * What a run is to be like.
 *
 * @param nodes what the nodes are like
 * @param duration what the workload is spread over
 * @param partition whether the network is cut in the middle third
 * @param warmUp whether to let a throw-away cluster run first
 */
record RunSettings(NodeSettings nodes, Duration duration, boolean partition, boolean warmUp) {

    private static final int WARM_UP_NODES = 5;

    /** Returns the settings of a run that is only there for the JVM to have compiled what the real one measures. */
    RunSettings forWarmUp() {
        return new RunSettings(
                new NodeSettings(
                        WARM_UP_NODES, nodes.seed(), 0, nodes.intervalMillis(), nodes.pushDelayMillis(), false),
                Duration.ofSeconds(1),
                true,
                false);
    }
}

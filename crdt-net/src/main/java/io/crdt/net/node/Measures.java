package io.crdt.net.node;

import io.crdt.net.options.CrdtOptions;
import io.micrometer.core.instrument.MeterRegistry;

/** Sink for node metrics. */
interface Measures {

    /** Takes nothing. */
    Measures NONE = new Measures() {
        @Override
        public void show(Sample newest, long nowMillis) {}

        @Override
        public void saved(long nanos, boolean succeeded) {}

        @Override
        public void close() {}
    };

    /** Returns what takes the measures of a node with these options. */
    static Measures of(CrdtOptions options) {
        MeterRegistry registry = options.meterRegistry();
        return registry == null ? NONE : new TolerantMeasures(new NodeMetrics(registry, options.metricsName()));
    }

    /** Takes what the node is like now; called once a second on the node's context. */
    void show(Sample newest, long nowMillis);

    /** Takes how long a save took that succeeded or failed; called by the thread that saves. */
    void saved(long nanos, boolean succeeded);

    /** Stops recording and removes all meters. */
    void close();
}

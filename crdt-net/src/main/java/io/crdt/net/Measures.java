package io.crdt.net;

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

    /** Takes what the node is like now; called once a second on the node's context. */
    void show(Sample newest, long nowMillis);

    /** Takes how long a save took that succeeded or failed; called by the thread that saves. */
    void saved(long nanos, boolean succeeded);

    /** Stops recording and removes all meters. */
    void close();
}

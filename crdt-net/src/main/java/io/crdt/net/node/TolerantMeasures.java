package io.crdt.net.node;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures in a registry of the application: that it fails is no reason to save or to measure no more. */
record TolerantMeasures(Measures inner) implements Measures {

    private static final Logger LOG = LoggerFactory.getLogger(TolerantMeasures.class);

    @Override
    public void show(Sample newest, long nowMillis) {
        attempt("what the node is like", () -> inner.show(newest, nowMillis));
    }

    @Override
    public void saved(long nanos, boolean succeeded) {
        attempt("the time of a save", () -> inner.saved(nanos, succeeded));
    }

    @Override
    public void close() {
        attempt("the end of a node", inner::close);
    }

    private static void attempt(String what, Runnable showing) {
        try {
            showing.run();
        } catch (RuntimeException | Error e) {
            LOG.warn("{} could not be shown", what, e);
        }
    }
}

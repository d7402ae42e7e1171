package io.crdt.net.node;

import io.crdt.causal.VersionVector;
import io.crdt.net.status.Problem;
import io.crdt.protocol.PeerView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a node may serve: a fresh one that serves before it has caught up shows an empty cart to somebody who has filled it.
 * Once ready it stays so. Time is an argument.
 */
final class ReadyWatch {

    private static final long NOT_STARTED = Long.MAX_VALUE;

    private final long readyAfterMillis;
    private boolean ready;

    /** Since when nobody has answered. */
    private long aloneSince = NOT_STARTED;

    /** The first peer to answer, and what it had then. */
    private @Nullable PeerView first;

    private long lacking;

    /**
     * Creates the watch over a node that is not started.
     *
     * @param hasState whether it knows something from before
     * @param readyAfterMillis after how long without an answer it is ready all the same
     */
    ReadyWatch(boolean hasState, long readyAfterMillis) {
        this.ready = hasState;
        this.readyAfterMillis = readyAfterMillis;
    }

    boolean isDecided() {
        return ready && aloneSince != NOT_STARTED;
    }

    void started(long nowMillis) {
        aloneSince = nowMillis;
    }

    /** Takes note of what this node and its peers have. */
    void see(VersionVector ours, List<PeerView> peers, long nowMillis) {
        if (ready || aloneSince == NOT_STARTED) {
            return;
        }
        PeerView known = first;
        if (known != null && peers.stream().noneMatch(peer -> peer.link() == known.link())) {
            first = null; // what it had may not be to be got any more
        }
        if (first == null) {
            first = peers.stream().filter(PeerView::answers).findFirst().orElse(null);
        }
        if (first != null) {
            aloneSince = nowMillis;
            lacking = first.context().distanceFrom(ours);
            ready = lacking == 0;
        } else {
            ready = nowMillis - aloneSince >= readyAfterMillis;
        }
    }

    /** Returns why the node is not ready; empty if it is. */
    List<Problem> reasons() {
        if (aloneSince == NOT_STARTED) {
            return List.of(new Problem.NotReady("it has not been started"));
        }
        if (ready) {
            return List.of();
        }
        return List.of(new Problem.NotReady(
                first == null
                        ? "no peer has told yet what it has"
                        : "it lacks " + lacking + " operations that its first peer, "
                                + first.replica().label() + ", had when they linked"));
    }
}

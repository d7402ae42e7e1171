package io.crdt.net;

import io.crdt.replica.ReplicaId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The latest problems of a node, as text for people; they go to the log as well. Belongs to the node's context. */
final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(CrdtNode.class);
    private static final int KEPT = 16;

    private final ReplicaId replica;
    private final Deque<String> latest = new ArrayDeque<>();

    Problems(ReplicaId replica) {
        this.replica = replica;
    }

    /** A problem that stays, as a peer that tries again and again, is told once, not each time. */
    void add(String problem) {
        String what = oneLine(problem);
        if (latest.contains(what)) {
            LOG.debug("{}: again: {}", replica, what);
            return;
        }
        LOG.warn("{}: {}", replica, what);
        latest.add(what);
        if (latest.size() > KEPT) {
            latest.remove();
        }
    }

    /** Returns a text without what ends a line or changes its direction: peers choose names, and must not write log lines. */
    static String oneLine(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", " ");
    }

    /** Returns the latest ones, oldest first. */
    List<String> latest() {
        return List.copyOf(latest);
    }
}

package io.crdt.net.node;

import io.crdt.net.status.Problem;
import io.crdt.replica.ReplicaId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The latest problems of a node; they go to the log as well. Used on the gossip thread. */
final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final int KEPT = 16;

    /** Of a kind that peers can make many different problems of: more would push out what somebody has to see. */
    private static final int KEPT_OF_KIND = 3;

    private final ReplicaId replica;
    private final Deque<Problem> latest = new ArrayDeque<>();
    private final Map<String, Deque<Problem>> kinds = new TreeMap<>();
    private final Map<String, Integer> unlisted = new TreeMap<>();

    Problems(ReplicaId replica) {
        this.replica = replica;
    }

    /**
     * Takes a problem. One that stays, as a peer that tries again and again, is reported once, not each time. Of dials and
     * of links there may be many problems that differ in words only: the latest few are listed, and a count of the others.
     */
    void add(Problem problem) {
        if (latest.contains(problem)) {
            LOG.debug("{}: again: {}", replica, problem.text());
            return;
        }
        LOG.warn("{}: {}", replica, problem.text());
        String kind = problem.crowd();
        if (kind != null) {
            makeRoom(kind, problem);
        }
        latest.add(problem);
        if (latest.size() > KEPT) {
            latest.remove();
        }
    }

    private void makeRoom(String kind, Problem problem) {
        Deque<Problem> ofKind = kinds.computeIfAbsent(kind, each -> new ArrayDeque<>());
        ofKind.removeIf(each -> !latest.contains(each));
        if (ofKind.size() == KEPT_OF_KIND) {
            latest.remove(ofKind.remove());
            unlisted.merge(kind, 1, Integer::sum);
        }
        ofKind.add(problem);
    }

    /** Returns the latest ones, oldest first. */
    List<Problem> latest() {
        List<Problem> all = new ArrayList<>(latest);
        unlisted.forEach((kind, count) -> all.add(new Problem.More(count, kind)));
        return all;
    }
}

package io.crdt.net;

import io.crdt.replica.ReplicaId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The latest problems of a node, as text for people; they go to the log as well. Used on the gossip thread. */
final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(CrdtNode.class);
    private static final int KEPT = 16;

    /** Of a kind that peers can make many different problems of: more would push out what somebody has to see. */
    private static final int KEPT_OF_KIND = 3;

    static final String DIALS = "failed dials";
    static final String LINKS = "closed links";

    private final ReplicaId replica;
    private final Deque<String> latest = new ArrayDeque<>();
    private final Map<String, Deque<String>> kinds = new TreeMap<>();
    private final Map<String, Integer> unlisted = new TreeMap<>();

    Problems(ReplicaId replica) {
        this.replica = replica;
    }

    /** A problem of which there may be many that differ in words only; of its kind the latest few are listed, and a count of the others. */
    void add(String kind, String problem) {
        Deque<String> ofKind = kinds.computeIfAbsent(kind, each -> new ArrayDeque<>());
        String what = oneLine(problem);
        ofKind.removeIf(each -> !latest.contains(each));
        if (!latest.contains(what)) {
            if (ofKind.size() == KEPT_OF_KIND) {
                latest.remove(ofKind.remove());
                unlisted.merge(kind, 1, Integer::sum);
            }
            ofKind.add(what);
        }
        add(problem);
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
        List<String> all = new ArrayList<>(latest);
        unlisted.forEach((kind, count) -> all.add("and " + count + " earlier " + kind + ", which the log has"));
        return all;
    }
}

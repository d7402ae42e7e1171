package io.crdt.demo;

import io.crdt.demo.engine.Snapshot;
import io.crdt.demo.format.Numbers;
import io.crdt.net.status.NodeStatus;
import java.util.Locale;

/** One line a node, in 80 columns. */
final class Table {

    private static final int BAR = 6;

    private Table() {}

    static String header() {
        return line("node", "port", "digest", "version", "in", "out", "peers", "state");
    }

    static String row(Snapshot.Seen seen, NodeStatus status) {
        return line(
                seen.node().name(),
                Integer.toString(seen.node().port()),
                seen.digest(),
                Numbers.count(seen.version()),
                Numbers.bytes(status.bytesIn()),
                Numbers.bytes(status.bytesOut()),
                Integer.toString(status.peers().size()),
                state(seen));
    }

    /** Returns the end of a row: how much a node has of what anybody has, as a bar that is full only if that is all. */
    static String state(Snapshot.Seen seen) {
        long behind = seen.behind();
        int full = behind == 0 ? BAR : (int) Math.min(BAR - 1, BAR * seen.version() / (seen.version() + behind));
        return "#".repeat(full) + ".".repeat(BAR - full) + " "
                + (behind == 0 ? "in sync" : "behind " + Numbers.count(behind));
    }

    private static String line(Object... cells) {
        return String.format(Locale.ROOT, "%-7s %5s %-8s %10s %8s %8s %5s %s", cells);
    }
}

package io.crdt.demo;

import io.crdt.demo.format.Numbers;
import java.util.Locale;

/** One line a node, in 80 columns. */
final class Table {

    private Table() {}

    static String header() {
        return line("node", "port", "digest", "version", "in", "out", "peers", "state");
    }

    static String row(Snapshot.Row row) {
        return line(
                row.name(),
                Integer.toString(row.port()),
                row.digest(),
                Numbers.count(row.version()),
                Numbers.bytes(row.bytesIn()),
                Numbers.bytes(row.bytesOut()),
                Integer.toString(row.peers()),
                row.bar() + " " + row.state());
    }

    private static String line(Object... cells) {
        return String.format(Locale.ROOT, "%-7s %5s %-8s %10s %8s %8s %5s %s", cells);
    }
}

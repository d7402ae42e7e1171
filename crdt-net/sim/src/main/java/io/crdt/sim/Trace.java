package io.crdt.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What has happened: a hash over all of it to compare runs by and, if somebody wants to read, the latest events. */
final class Trace {

    /** Who it happens to, if it is not a node. */
    static final int NETWORK = -1;

    private static final int NO_LINK = -1;

    private final Agenda agenda;
    private final Deque<Line> lines = new ArrayDeque<>();
    private final int length;
    private long hash;

    /** Text is made of this only if somebody wants to read it. */
    private record Line(
            long at,
            int who,
            String what,
            int link,
            @Nullable Object detail) {
        @Override
        public String toString() {
            return String.format(
                    "%8d ms  %-8s %s%s%s",
                    at,
                    who == NETWORK ? "network" : "node " + who,
                    what,
                    link == NO_LINK ? "" : " " + link,
                    detail == null ? "" : " " + detail);
        }
    }

    /**
     * Creates a trace.
     *
     * @param length how many events to keep
     */
    Trace(Agenda agenda, int length) {
        this.agenda = agenda;
        this.length = length;
    }

    /** Tells whether anybody is going to read it. */
    boolean isKept() {
        return length > 0;
    }

    void add(int who, String what) {
        add(who, what, NO_LINK, null, 0);
    }

    void add(int who, String what, Object detail, long digest) {
        add(who, what, NO_LINK, detail, digest);
    }

    /**
     * Adds an event.
     *
     * @param detail an immutable object for people to read
     * @param digest what of the detail counts for the hash
     */
    void add(int who, String what, int link, @Nullable Object detail, long digest) {
        if (isKept()) {
            lines.add(new Line(agenda.now(), who, what, link, detail));
            if (lines.size() > length) {
                lines.remove();
            }
        }
        mix(agenda.now() * 31 + who);
        mix(what.hashCode() * 31L + link);
        mix(digest);
    }

    long hash() {
        return hash;
    }

    private void mix(long value) {
        hash = (Long.rotateLeft(hash, 23) ^ value) * 0x9e3779b97f4a7c15L;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }
}

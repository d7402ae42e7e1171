package io.crdt.codec;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** The origins that a state delta mentions, and where its writer or reader is with each. */
final class DeltaOrigins {

    private final VersionVector from;
    private final VersionVector to;
    private final Map<Incarnation, Cursor> cursors = new HashMap<>();

    DeltaOrigins(VersionVector from, VersionVector to) {
        this.from = from;
        this.to = to;
    }

    Cursor of(Incarnation origin) {
        return cursors.computeIfAbsent(origin, first -> new Cursor(first, from.get(first), to.get(first)));
    }

    /** Returns those of which {@code to} covers more than {@code from}. */
    SortedSet<Incarnation> advanced() {
        SortedSet<Incarnation> advanced = new TreeSet<>();
        to.forEachDifference(from, (origin, here, there) -> {
            if (here > there) {
                advanced.add(origin);
            }
        });
        return advanced;
    }

    boolean hasTwins() {
        for (Cursor cursor : cursors.values()) {
            if (cursor.entries.hasTwins()) {
                return true;
            }
        }
        return false;
    }

    /** One origin. */
    static final class Cursor {

        final Incarnation origin;
        final long from;
        final long to;

        /** The entries that were read, for the caller. */
        final SeenSeqs entries = new SeenSeqs();

        /** The removed dot that was mentioned last. */
        long lastRemoved;

        /** Whether the removals by it have begun. */
        boolean hasRemoved;

        private int object = -1;
        private long lastEntry;

        Cursor(Incarnation origin, long from, long to) {
            this.origin = origin;
            this.from = from;
            this.to = to;
            lastRemoved = from;
        }

        /** Returns the last entry of an object, the number of which never goes back; {@code from} if there is none yet. */
        long lastEntryOf(int number) {
            return object == number ? lastEntry : from;
        }

        void setLastEntryOf(int number, long seq) {
            object = number;
            lastEntry = seq;
        }
    }
}

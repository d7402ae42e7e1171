package io.crdt.net.codec;

import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.replica.Removal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Writes the removals of a state delta, sorted by the operation that removed.
 *
 * <p>Those by one origin are a group: the number of the origin plus one, its removals, 0. After the last group comes
 * another 0. A removal is told by how far its two dots are from those of the one before it in its group and origin; the
 * first ones count from the delta's {@code from}. The head of a removal holds, from the lowest bit on: whether the removed
 * dot is from another origin than the one before (the group's own at first), whether it is a run, and the step of the
 * operation plus one. There follow, if so, the number of the other origin; the step of the removed dot; if so, the number
 * of removals that repeat both steps. A counter's removals are one run.
 */
final class RemovalWriter {

    private static final Comparator<Removal> ORDER =
            Comparator.comparing(Removal::by).thenComparing(Removal::removed);

    private final ValueWriter values;
    private final VersionVector from;
    private final long[] lastRemoved;
    private int runBudget = Wire.MAX_RUN_REMOVALS;
    private int group = -1;
    private int removedOrigin;
    private long lastBy;

    RemovalWriter(ValueWriter values, Incarnation[] origins, VersionVector from) {
        this.values = values;
        this.from = from;
        lastRemoved = new long[origins.length];
        for (int i = 0; i < origins.length; i++) {
            lastRemoved[i] = from.get(origins[i]);
        }
    }

    void write(List<Removal> unsorted) {
        List<Removal> removals = sorted(unsorted);
        for (int start = 0; start < removals.size(); ) {
            Removal removal = removals.get(start);
            enterGroup(removal.by().origin());
            start += run(removals, start);
        }
        if (group >= 0) {
            values.out.writeByte(0);
        }
        values.out.writeByte(0);
    }

    private List<Removal> sorted(List<Removal> removals) {
        List<Removal> sorted = removals;
        for (int i = 1; i < sorted.size(); i++) {
            int order = ORDER.compare(sorted.get(i - 1), sorted.get(i));
            if (order > 0) {
                sorted = new ArrayList<>(removals);
                sorted.sort(ORDER);
                i = 0;
            } else if (order == 0) {
                throw new IllegalArgumentException("a delta must not have the removal " + sorted.get(i) + " twice");
            }
        }
        return sorted;
    }

    private void enterGroup(Incarnation by) {
        int origin = values.number(by);
        if (origin == group) {
            return;
        }
        if (group >= 0) {
            values.out.writeByte(0);
        }
        values.out.writeVarInt(origin + 1, true);
        group = origin;
        removedOrigin = origin;
        lastBy = from.get(by);
    }

    /** Writes the removal at {@code start} and those after it that repeat its steps; returns how many they are. */
    private int run(List<Removal> removals, int start) {
        Removal first = removals.get(start);
        int origin = values.number(first.removed().origin());
        long byStep = first.by().seq() - lastBy;
        long removedStep = first.removed().seq() - lastRemoved[origin];
        int count = 1;
        while (start + count < removals.size()
                && count <= runBudget
                && repeats(removals.get(start + count - 1), removals.get(start + count), byStep, removedStep)) {
            count++;
        }
        runBudget -= count - 1;
        head(origin, count, byStep);
        values.out.writeVarLong(removedStep, false);
        if (count > 1) {
            values.out.writeVarInt(count, true);
        }
        Removal last = removals.get(start + count - 1);
        removedOrigin = origin;
        lastBy = last.by().seq();
        lastRemoved[origin] = last.removed().seq();
        return count;
    }

    private void head(int origin, int count, long byStep) {
        if (byStep < 0) {
            throw new IllegalArgumentException("removals must lie beyond " + from + ", but one does not");
        }
        boolean otherOrigin = origin != removedOrigin;
        values.out.writeVarLong((byStep + 1) << 2 | (count > 1 ? 2 : 0) | (otherOrigin ? 1 : 0), true);
        if (otherOrigin) {
            values.out.writeVarInt(origin, true);
        }
    }

    private static boolean repeats(Removal before, Removal removal, long byStep, long removedStep) {
        return isStep(before.by(), removal.by(), byStep) && isStep(before.removed(), removal.removed(), removedStep);
    }

    private static boolean isStep(Dot before, Dot after, long step) {
        return after.seq() - before.seq() == step && after.origin().equals(before.origin());
    }
}

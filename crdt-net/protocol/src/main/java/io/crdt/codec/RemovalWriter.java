package io.crdt.codec;

import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.replica.Removal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the removals of a state delta, sorted by the operation that removed.
 *
 * <p>Those by one origin are a group: its mark, the origin, its removals. After the last group comes an end mark. A removal
 * is told by how far its two dots are from those of the one before it in its group and origin; the first ones count from the
 * delta's {@code from}. Mostly this is one number: the step of the removed dot, either way, and in the lowest bits that of
 * the operation. The long form is for what this has no room for: a number that holds, from the lowest bit on, whether the
 * removed dot is from another origin than the one before (the group's own at first), whether it is a run, and the step of
 * the operation; if so, the other origin; the step of the removed dot; if so, the number of removals that repeat both
 * steps. A counter's removals are one run.
 */
final class RemovalWriter implements Pieces {

    private static final Comparator<Removal> ORDER =
            Comparator.comparing(Removal::by).thenComparing(Removal::removed);

    private final ValueWriter values;
    private final DeltaOrigins origins;
    private final List<Removal> removals;
    private int runBudget = WireFormat.MAX_RUN_REMOVALS;
    private @Nullable Incarnation group;
    private @Nullable Incarnation removedOrigin;
    private long lastBy;
    private int next;
    private boolean done;

    RemovalWriter(ValueWriter values, DeltaOrigins origins, List<Removal> removals) {
        this.values = values;
        this.origins = origins;
        this.removals = sorted(removals);
    }

    @Override
    public boolean writeNext() {
        if (next < removals.size()) {
            enterGroup(removals.get(next).by().origin());
            next += run();
            return true;
        }
        boolean last = !done;
        if (last) {
            values.out.writeByte(WireFormat.Removals.END);
            done = true;
        }
        return last;
    }

    private static List<Removal> sorted(List<Removal> removals) {
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
        if (by.equals(group)) {
            return;
        }
        values.out.writeByte(WireFormat.Removals.GROUP);
        values.names.incarnation(by);
        group = by;
        removedOrigin = by;
        lastBy = origins.of(by).from;
    }

    /** Writes the next removal and those after it that repeat its steps; returns how many they are. */
    private int run() {
        Removal first = removals.get(next);
        DeltaOrigins.Cursor removed = origins.of(first.removed().origin());
        long byStep = first.by().seq() - lastBy;
        long removedStep = first.removed().seq() - removed.lastRemoved;
        int count = 1;
        while (next + count < removals.size()
                && count <= runBudget
                && repeats(removals.get(next + count - 1), removals.get(next + count), byStep, removedStep)) {
            count++;
        }
        runBudget -= count - 1;
        requireBeyond(byStep);
        if (count == 1
                && removed.origin.equals(removedOrigin)
                && byStep <= WireFormat.Removals.MAX_SHORT_STEP
                && Math.abs(removedStep) < WireFormat.Removals.MAX_DISTANCE) {
            long eitherWay = removedStep << 1 ^ removedStep >> 63;
            values.out.writeVarLong(eitherWay << WireFormat.Removals.CODE_BITS | byStep, true);
        } else {
            longForm(removed.origin, count, byStep, removedStep);
        }
        Removal last = removals.get(next + count - 1);
        removedOrigin = removed.origin;
        lastBy = last.by().seq();
        removed.lastRemoved = last.removed().seq();
        return count;
    }

    private void requireBeyond(long byStep) {
        if (byStep < 0) {
            throw new IllegalArgumentException(
                    "removals must lie beyond where their delta starts, but one by " + group + " does not");
        }
    }

    private void longForm(Incarnation removed, int count, long byStep, long removedStep) {
        boolean otherOrigin = !removed.equals(removedOrigin);
        values.out.writeByte(WireFormat.Removals.LONG_FORM);
        values.out.writeVarLong(byStep << 2 | (count > 1 ? 2 : 0) | (otherOrigin ? 1 : 0), true);
        if (otherOrigin) {
            values.names.incarnation(removed);
        }
        values.out.writeVarLong(removedStep, false);
        if (count > 1) {
            values.out.writeVarInt(count, true);
        }
    }

    private static boolean repeats(Removal before, Removal removal, long byStep, long removedStep) {
        return isStep(before.by(), removal.by(), byStep) && isStep(before.removed(), removal.removed(), removedStep);
    }

    private static boolean isStep(Dot before, Dot after, long step) {
        return after.seq() - before.seq() == step && after.origin().equals(before.origin());
    }
}

package io.crdt.codec;

import io.crdt.causal.Dot;
import io.crdt.replica.Removal;
import java.util.ArrayList;
import java.util.List;

/** Reads the removals of a state delta, as {@link RemovalWriter} wrote them. */
final class RemovalReader {

    private static final long CODE = (1L << WireFormat.Removals.CODE_BITS) - 1;

    private final WireInput in;
    private final NameReader names;
    private final DeltaOrigins origins;
    private final List<Removal> removals = new ArrayList<>();
    private int runBudget = WireFormat.MAX_RUN_REMOVALS;

    /** What the next removal, group or end starts with. */
    private long start;

    RemovalReader(ValueReader values, DeltaOrigins origins) {
        in = values.in;
        names = values.names;
        this.origins = origins;
    }

    List<Removal> read() throws DecodeException {
        start = in.readVarLong(true);
        while (start == WireFormat.Removals.GROUP) {
            DeltaOrigins.Cursor by = origins.of(names.incarnation());
            if (by.hasRemoved) {
                throw in.refuse("the removals", "those by " + by.origin + " must stand together");
            }
            by.hasRemoved = true;
            readGroup(by);
        }
        if (start != WireFormat.Removals.END) {
            throw in.refuse("the removals", "neither a removal nor a group nor the end starts with " + start);
        }
        return removals;
    }

    /** Reads up to the number that no removal starts with. */
    private void readGroup(DeltaOrigins.Cursor by) throws DecodeException {
        long lastBy = by.from;
        DeltaOrigins.Cursor removed = by;
        boolean first = true;
        for (start = in.readVarLong(true); isRemoval(); start = in.readVarLong(true)) {
            DeltaOrigins.Cursor before = removed;
            long byStep = start & WireFormat.Removals.MAX_SHORT_STEP;
            long eitherWay = start >>> WireFormat.Removals.CODE_BITS;
            long removedStep = eitherWay >>> 1 ^ -(eitherWay & 1);
            int count = 1;
            if (start == WireFormat.Removals.LONG_FORM) {
                long head = in.readVarLong(true);
                byStep = head >>> 2;
                if ((head & 1) != 0) {
                    removed = origins.of(names.incarnation());
                }
                removedStep = in.readVarLong(false);
                count = (head & 2) == 0 ? 1 : runLength();
            }
            if (first && byStep == 0) {
                throw in.refuse("a removal", "its operation must lie beyond " + lastBy);
            }
            long removedBefore = before.lastRemoved;
            long end = end(lastBy, byStep, count, by.to, "an operation that removed");
            requireRemoved(removed, removedStep, count);
            if (byStep == 0) {
                requireAscending(before, removedBefore, removed, removedStep, count);
            }
            expand(by, lastBy, byStep, removed, removedStep, count);
            lastBy = end;
            first = false;
        }
        if (first) {
            throw in.refuse("the removals", "there are none by " + by.origin);
        }
    }

    private boolean isRemoval() {
        return start == WireFormat.Removals.LONG_FORM || (start & CODE) <= WireFormat.Removals.MAX_SHORT_STEP;
    }

    private int runLength() throws DecodeException {
        int count = in.readVarInt(true);
        if (count < 2 || count - 1 > runBudget) {
            throw in.refuse(
                    "a run of removals",
                    "it has 2 to " + (runBudget + 1) + " of them, but here " + Integer.toUnsignedString(count));
        }
        runBudget -= count - 1;
        return count;
    }

    private void requireRemoved(DeltaOrigins.Cursor removed, long step, int count) throws DecodeException {
        long firstOfRun = end(removed.lastRemoved, step, 1, removed.to, "a removed dot");
        long lastOfRun = end(removed.lastRemoved, step, count, removed.to, "a removed dot");
        if (firstOfRun < 1 || lastOfRun < 1) {
            throw in.refuse("a removed dot", "its seq must be at least 1, but is " + Math.min(firstOfRun, lastOfRun));
        }
    }

    private void requireAscending(
            DeltaOrigins.Cursor before, long seqBefore, DeltaOrigins.Cursor removed, long step, int count)
            throws DecodeException {
        int order = removed.origin.compareTo(before.origin);
        boolean after = order > 0 || order == 0 && removed.lastRemoved + step > seqBefore;
        if (!after || count > 1 && step <= 0) {
            throw in.refuse("the removals", "those by one operation must ascend");
        }
    }

    private long end(long start, long step, int count, long limit, String what) throws DecodeException {
        long end = Math.addExact(start, Math.multiplyExact(step, (long) count));
        if (end > limit) {
            throw in.refuse(what, "the delta covers up to " + limit + ", but its seq is " + end);
        }
        return end;
    }

    private void expand(
            DeltaOrigins.Cursor by, long start, long byStep, DeltaOrigins.Cursor removed, long removedStep, int count) {
        Dot operation = new Dot(by.origin, start + byStep);
        for (int i = 1; i <= count; i++) {
            long seq = start + byStep * i;
            if (operation.seq() != seq) {
                operation = new Dot(by.origin, seq);
            }
            removed.lastRemoved += removedStep;
            removals.add(new Removal(new Dot(removed.origin, removed.lastRemoved), operation));
        }
    }
}

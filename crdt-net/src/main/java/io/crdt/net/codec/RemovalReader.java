package io.crdt.net.codec;

import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.replica.Removal;
import java.util.ArrayList;
import java.util.List;

/** Reads the removals of a state delta, as {@link RemovalWriter} wrote them. */
final class RemovalReader {

    private final WireInput in;
    private final Incarnation[] origins;
    private final long[] from;
    private final long[] to;
    private final long[] lastRemoved;
    private final List<Removal> removals = new ArrayList<>();
    private int runBudget = Wire.MAX_RUN_REMOVALS;
    private int group = -1;
    private int removedOrigin;
    private Dot lastBy = new Dot(new Incarnation(0, 0), 1);

    RemovalReader(WireInput in, Incarnation[] origins, long[] from, long[] to) {
        this.in = in;
        this.origins = origins;
        this.from = from;
        this.to = to;
        lastRemoved = from.clone();
    }

    List<Removal> read() throws DecodeException {
        for (int next = group(); next >= 0; next = group()) {
            if (next <= group) {
                throw in.refuse(
                        "the removals", "those by " + origins[next] + " do not come after those by " + origins[group]);
            }
            group = next;
            removedOrigin = next;
            readGroup();
        }
        return removals;
    }

    private int group() throws DecodeException {
        return in.index("an origin that removed", origins.length + 1) - 1;
    }

    private void readGroup() throws DecodeException {
        long by = from[group];
        boolean first = true;
        for (long head = in.readVarLong(true); head != 0; head = in.readVarLong(true)) {
            long byStep = (head >>> 2) - 1;
            if (byStep < 0 || first && byStep == 0) {
                throw in.refuse("a removal", "its operation must lie beyond " + by);
            }
            int originBefore = removedOrigin;
            if ((head & 1) != 0) {
                removedOrigin = in.index("the origin of a removed dot", origins.length);
            }
            long removedBefore = lastRemoved[originBefore];
            long removedStep = in.readVarLong(false);
            int count = (head & 2) == 0 ? 1 : runLength();
            long lastOfRun = end(by, byStep, count, to[group], "an operation that removed");
            requireRemoved(removedStep, count);
            if (byStep == 0) {
                requireAscending(originBefore, removedBefore, removedStep, count);
            }
            expand(by, byStep, removedStep, count);
            by = lastOfRun;
            first = false;
        }
        if (first) {
            throw in.refuse("the removals", "there are none by " + origins[group]);
        }
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

    private void requireRemoved(long step, int count) throws DecodeException {
        long last = lastRemoved[removedOrigin];
        long limit = to[removedOrigin];
        long firstOfRun = end(last, step, 1, limit, "a removed dot");
        long lastOfRun = end(last, step, count, limit, "a removed dot");
        if (firstOfRun < 1 || lastOfRun < 1) {
            throw in.refuse("a removed dot", "its seq must be at least 1, but is " + Math.min(firstOfRun, lastOfRun));
        }
    }

    private void requireAscending(int originBefore, long before, long step, int count) throws DecodeException {
        boolean after = removedOrigin > originBefore
                || removedOrigin == originBefore && lastRemoved[removedOrigin] + step > before;
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

    private void expand(long start, long byStep, long removedStep, int count) {
        long by = start;
        long removed = lastRemoved[removedOrigin];
        for (int i = 0; i < count; i++) {
            by += byStep;
            removed += removedStep;
            removals.add(new Removal(new Dot(origins[removedOrigin], removed), by(by)));
        }
        lastRemoved[removedOrigin] = removed;
    }

    private Dot by(long seq) {
        if (lastBy.seq() != seq || lastBy.origin() != origins[group]) {
            lastBy = new Dot(origins[group], seq);
        }
        return lastBy;
    }
}

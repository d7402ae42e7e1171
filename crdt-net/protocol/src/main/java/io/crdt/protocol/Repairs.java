package io.crdt.protocol;

import io.crdt.causal.Incarnation;
import io.crdt.protocol.Message.Repair;
import io.crdt.replica.DotRanges;
import io.crdt.replica.DotRanges.Range;
import io.crdt.replica.RangeSum;
import io.crdt.replica.RepairOutcome;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What two replicas do that claim the same context and have different states: one of them is damaged, or an incarnation was
 * used twice. Nobody can tell who is right, so both keep all that either has ({@link Replica#repair}). Histories that differ
 * under one incarnation give it away even if nothing is left of them; of two chains both keep the greater.
 *
 * <p>What differs is found by its sums (Merkle, 1987, but with ranges of dots for the tree): for each origin, then for a
 * sixteenth of what differs, until it is a few dots, of which both tell each other the entries. So it takes a round trip for
 * a factor of sixteen, and costs what differs. If one of them moves on meanwhile it ends there, and starts again at the next
 * probe that differs.
 */
final class Repairs {

    private static final int PARTS = 16;

    /** Ranges with up to this many live dots are sent rather than divided. */
    private static final int FEW = 16;

    /** About this many ranges and entries go into a message; the rest is for the next time. */
    private static final int MAX_SUMS = 1_024;

    private static final int MAX_ENTRIES = 1_024;

    private final OutgoingState outgoing;
    private final GossipOptions options;
    private final LinkTable links;
    private final Forks forks;
    private final Guard guard;
    private final RunningCounts counts;
    private final Outbox outbox;
    private long notBefore = Long.MIN_VALUE;

    Repairs(
            OutgoingState outgoing,
            GossipOptions options,
            LinkTable links,
            Forks forks,
            Guard guard,
            RunningCounts counts,
            Outbox outbox) {
        this.outgoing = outgoing;
        this.options = options;
        this.links = links;
        this.forks = forks;
        this.guard = guard;
        this.counts = counts;
        this.outbox = outbox;
    }

    /** The peer has our context and another state. It is looked into once an interval at most: that names all origins. */
    void begin(LinkState link) {
        counts.divergences++;
        outbox.report(new Effect.Diverged(link.id));
        if (outbox.now() >= notBefore) {
            notBefore = outbox.now() + options.intervalMillis();
            ReplicaState state = outgoing.state();
            List<RangeSum> sums = new ArrayList<>();
            state.context().forEach((origin, seq) -> sums.add(state.sum(origin, new Range(1, seq))));
            SortedMap<Incarnation, Long> chains = new TreeMap<>();
            state.context().forEach((origin, seq) -> chains.put(origin, state.chain(origin)));
            answer(link, sums, chains, Section.NONE);
        }
    }

    /**
     * Takes what the peer says about what differs.
     *
     * @throws IllegalArgumentException if it is about dots that it does not say it is about
     */
    void take(LinkState link, Repair repair) {
        ReplicaState state = outgoing.state();
        if (repair.contextDigest() != state.context().digest()) {
            return;
        }
        List<RangeSum> finer = new ArrayList<>();
        SortedMap<Incarnation, List<Range>> ranges = new TreeMap<>();
        boolean lacks = (!repair.section().isEmpty() || !repair.chains().isEmpty()) && takeIn(link, repair);
        if (!links.has(link)) {
            return;
        }
        long entries = lacks ? fill(state, repair.section().ranges(), ranges) : 0;
        for (RangeSum theirs : repair.sums()) {
            RangeSum ours = state.sum(theirs.origin(), theirs.range());
            if (ours.equals(theirs)) {
                continue;
            }
            if (Math.max(ours.count(), theirs.count()) > FEW
                    && theirs.range().last() > theirs.range().first()) {
                divide(state, theirs, finer);
            } else if (entries < MAX_ENTRIES) {
                entries += ours.count();
                add(ranges, theirs.origin(), theirs.range());
            }
        }
        answer(
                link,
                finer,
                greaterChains(state, repair.chains()),
                ranges.isEmpty() ? Section.NONE : state.section(new DotRanges(ranges)));
    }

    /**
     * Takes those of the peer's ranges that the answer has room for. The peer chose them, and a few bytes of it may be about
     * all that there is; of a range with too much in it goes the beginning.
     *
     * @return how many entries are in those ranges
     */
    private static long fill(ReplicaState state, DotRanges theirs, Map<Incarnation, List<Range>> ranges) {
        long entries = 0;
        for (Map.Entry<Incarnation, List<Range>> each : theirs.origins().entrySet()) {
            Incarnation origin = each.getKey();
            for (Range range : each.getValue()) {
                if (entries >= MAX_ENTRIES) {
                    return entries;
                }
                long last = state.lastOfSome(origin, range, MAX_ENTRIES - entries);
                Range some = new Range(range.first(), last);
                entries += state.sum(origin, some).count();
                ranges.computeIfAbsent(origin, first -> new ArrayList<>()).add(some);
            }
        }
        return entries;
    }

    private static SortedMap<Incarnation, Long> greaterChains(ReplicaState state, Map<Incarnation, Long> theirs) {
        SortedMap<Incarnation, Long> greater = new TreeMap<>();
        theirs.forEach((origin, chain) -> {
            if (Long.compareUnsigned(state.chain(origin), chain) > 0) {
                greater.put(origin, state.chain(origin));
            }
        });
        return greater;
    }

    private static void divide(ReplicaState state, RangeSum sum, List<RangeSum> finer) {
        long last = sum.range().last();
        long step = (last - sum.range().first()) / PARTS + 1;
        for (long first = sum.range().first(); first <= last && finer.size() < MAX_SUMS; first += step) {
            finer.add(state.sum(sum.origin(), new Range(first, Math.min(last, first + step - 1))));
        }
    }

    private static void add(Map<Incarnation, List<Range>> ranges, Incarnation origin, Range range) {
        List<Range> ofOrigin = ranges.computeIfAbsent(origin, each -> new ArrayList<>());
        Range before = ofOrigin.isEmpty() ? null : ofOrigin.get(ofOrigin.size() - 1);
        if (before == null || before.last() + 1 < range.first()) {
            ofOrigin.add(range);
        } else if (range.first() > before.first()) {
            ofOrigin.set(ofOrigin.size() - 1, new Range(before.first(), Math.max(before.last(), range.last())));
        }
    }

    /** Takes in what the peer has, and returns whether it lacks something that we have. */
    private boolean takeIn(LinkState link, Repair repair) {
        RepairOutcome outcome = guard.repair(link, repair);
        if (outcome == null) {
            return false;
        }
        if (!outcome.changed().isEmpty()) {
            outcome.changed().values().forEach(dots -> counts.dotsRepaired += dots.size());
            outbox.report(new Effect.Repaired(link.id, outcome.changed()));
        }
        outcome.forked().forEach(forks::found);
        return outcome.peerLacks();
    }

    private void answer(LinkState link, List<RangeSum> sums, SortedMap<Incarnation, Long> chains, Section section) {
        if (!sums.isEmpty() || !chains.isEmpty() || !section.isEmpty()) {
            link.repairDue = new Repair(outgoing.context().digest(), sums, chains, section);
            links.touch(link);
        }
    }
}

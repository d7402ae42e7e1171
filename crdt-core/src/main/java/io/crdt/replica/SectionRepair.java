package io.crdt.replica;

import io.crdt.causal.Dot;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A state that takes in what another one with the same context has. It is a join, of states and not of contexts: a dot that
 * either has alive is alive, of two payloads of one dot the one with the greater hash stays, and of two chains the greater.
 */
final class SectionRepair {

    private final ReplicaState before;
    private final Section section;
    private final Map<Incarnation, Long> chains;
    private final StateEdit edit;
    private final Map<ObjectId, SortedSet<Dot>> changed = new TreeMap<>();
    private final Set<Dot> contested = new TreeSet<>();
    private final Set<Incarnation> forked = new TreeSet<>();
    private final Set<Dot> theirs = new HashSet<>();
    private boolean peerLacks;

    /** How many dots of the section live here, too. */
    private long common;

    SectionRepair(ReplicaState before, Section section, Map<Incarnation, Long> chains) {
        this.before = before;
        this.section = section;
        this.chains = chains;
        edit = new StateEdit(before);
    }

    StateEdit edit() {
        return edit;
    }

    void run() {
        section.objects().forEach(object -> object.entries().forEach(entry -> take(object.id(), entry)));
        long[] ours = {0};
        section.ranges()
                .origins()
                .forEach((origin, ranges) -> ranges.forEach(
                        range -> ours[0] += before.sum(origin, range).count()));
        peerLacks |= ours[0] > common;
        chains.forEach(this::take);
    }

    RepairOutcome result() {
        return new RepairOutcome(changed, contested, forked, peerLacks);
    }

    private void take(Incarnation origin, long chain) {
        long ours = before.chain(origin);
        if (before.context().get(origin) == 0) {
            throw new IllegalArgumentException("a replica at " + before.context() + " was told of the history of "
                    + origin + ", of which it has nothing, by one that claims the same context; nothing was changed");
        }
        if (chain != ours && chain != Chains.UNKNOWN && ours != Chains.UNKNOWN) {
            forked.add(origin);
        }
        if (Long.compareUnsigned(chain, ours) > 0) {
            edit.chain(origin, chain);
        }
    }

    private void take(ObjectId id, Entry entry) {
        Dot dot = entry.dot();
        if (!section.ranges().contains(dot) || !before.context().covers(dot) || !theirs.add(dot)) {
            throw new IllegalArgumentException(
                    "a section of " + section.ranges().origins() + " for a replica at " + before.context() + " has "
                            + dot + ", outside of it or twice; nothing was changed");
        }
        Location location = before.live().get(dot);
        if (location != null) {
            common++;
            long hash = Fingerprint.of(id, entry.path(), dot, entry.payload());
            int order = Long.compareUnsigned(location.hash(), hash);
            if (order != 0) {
                contested.add(dot);
                forked.add(dot.origin());
            }
            peerLacks |= order > 0;
            if (order >= 0) {
                return;
            }
            edit.kill(dot);
        }
        edit.add(id, entry);
        changed.computeIfAbsent(id, each -> new TreeSet<>()).add(dot);
    }
}

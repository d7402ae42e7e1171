package io.crdt.sim;

import io.crdt.causal.VersionVector;
import io.crdt.sim.SimulatedLink.End;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Watches, while all goes on, that nobody stays behind: of two nodes whose link is sound, one that lacks what the other has
 * must learn something, from any peer, within a bounded number of rounds.
 */
final class Progress {

    private final Run run;
    private final World world;
    private final Map<End, Watch> watches = new HashMap<>();
    private long longestMillis;

    /** What an end has lacked, and since when it has learned nothing. */
    private static final class Watch {
        VersionVector lacking;
        long since;

        Watch(VersionVector lacking, long since) {
            this.lacking = lacking;
            this.since = since;
        }
    }

    Progress(Run run) {
        this.run = run;
        this.world = run.world();
    }

    /** Returns the longest time that anybody who lacked something has learned nothing over a sound link. */
    long longestMillis() {
        return longestMillis;
    }

    /** Looks once a round. */
    void begin() {
        world.agenda.after(world.interval(), () -> {
            look();
            begin();
        });
    }

    private void look() {
        for (Iterator<End> ends = watches.keySet().iterator(); ends.hasNext(); ) {
            End end = ends.next();
            if (end.knowsItIsDown || end.deaf) {
                ends.remove();
            }
        }
        for (SimulatedLink connection : run.network().connections()) {
            boolean sound = run.network().isSound(connection);
            look(connection.dialer, connection.acceptor, sound);
            look(connection.acceptor, connection.dialer, sound);
        }
    }

    private void look(End end, End peer, boolean sound) {
        Watch watch = watches.get(end);
        if (!sound) {
            if (watch != null) {
                watches.remove(end);
            }
            return;
        }
        VersionVector known = end.life.replica.context();
        VersionVector there = peer.node.disk().context();
        if (there == known || watch == null || watch.lacking.leq(known)) {
            restart(end, watch, there == known || there.leq(known) ? null : there);
            return;
        }
        watch.since = Math.max(watch.since, end.life.learnedAt());
        long millis = world.agenda.now() - watch.since;
        longestMillis = Math.max(longestMillis, millis);
        if (millis > world.options.progressRounds() * world.interval()) {
            throw world.violation(
                    Invariant.PROGRESSES,
                    end.node,
                    "for " + millis + " ms it has learned nothing, though " + peer.node.label()
                            + ", to which it is linked, has " + watch.lacking.aheadOf(known));
        }
    }

    private void restart(End end, @Nullable Watch watch, @Nullable VersionVector lacking) {
        if (lacking == null) {
            if (watch != null) {
                watches.remove(end);
            }
        } else if (watch == null) {
            watches.put(end, new Watch(lacking, world.agenda.now()));
        } else {
            watch.lacking = lacking;
            watch.since = world.agenda.now();
        }
    }
}

package io.crdt.sim;

import io.crdt.replica.ReplicaState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has to happen once all faults have ended: the nodes become equal, in time, and then cost next to nothing. */
final class Liveness {

    private static final int LOOK_EVERY_MILLIS = 5;
    private static final int SETTLING_ROUNDS = 2;

    /** What is under way when all are equal may be answered, and that may be answered too. */
    private static final int MESSAGES_UNDER_WAY = 4;

    private static final int IDLE_ROUNDS = 10;

    /** Two nodes with one link ask each other once a round, both of them, and may do so at the edges of what is measured. */
    private static final double MOST_IDLE_BYTES = 40;

    private final Run run;
    private final World world;

    Liveness(Run run) {
        this.run = run;
        this.world = run.world();
    }

    /** Waits until all nodes are equal, checks all they have then, and returns how many milliseconds it took. */
    long converge() {
        long healedAt = world.agenda.now();
        while (!isConverged()) {
            if (world.agenda.now() - healedAt > world.options.maxRounds() * world.interval()) {
                throw world.violation(
                        Invariant.CONVERGES,
                        "all",
                        "the nodes are not equal after " + world.options.maxRounds() + " rounds: " + contexts());
            }
            world.agenda.runUntil(world.agenda.now() + LOOK_EVERY_MILLIS);
        }
        long millis = world.agenda.now() - healedAt;
        long underWay = MESSAGES_UNDER_WAY * world.options.latency().highMillis();
        world.agenda.runUntil(world.agenda.now() + underWay + SETTLING_ROUNDS * world.interval());
        checkTheEnd();
        return millis;
    }

    private boolean isConverged() {
        @Nullable ReplicaState first = null;
        for (SimNode node : run.nodes().present()) {
            Life life = node.life();
            ReplicaState state = node.disk().acknowledged();
            first = first == null ? state : first;
            if (life == null
                    || !life.replica.context().equals(state.context())
                    || !state.context().equals(first.context())
                    || state.fingerprint() != first.fingerprint()) {
                return false;
            }
        }
        return true;
    }

    private String contexts() {
        StringBuilder text = new StringBuilder();
        run.nodes()
                .present()
                .forEach(node -> text.append("\n  ")
                        .append(node.label())
                        .append(" at ")
                        .append(node.disk().context()));
        return text.toString();
    }

    private void checkTheEnd() {
        List<SimNode> present = run.nodes().present();
        ReplicaState first = present.get(0).disk().acknowledged();
        for (SimNode node : present) {
            run.checks().reachedTheEnd(node, node.disk().acknowledged(), first);
        }
        run.checks().ownNames(present);
        present.forEach(this::requireListed);
        run.checks().comesWhole(present.get(0), first);
        if (run.redundantRatio() > world.options.maxRedundancy()) {
            throw world.violation(
                    Invariant.NOT_REDUNDANT,
                    "all",
                    "each new entry or removal was delivered " + run.redundantRatio() + " times, more than "
                            + world.options.maxRedundancy());
        }
    }

    /** Every running node is listed, retired or not: a retired one finds out, and enters itself again. */
    private void requireListed(SimNode node) {
        for (SimNode other : run.nodes().present()) {
            Life life = other.life();
            if (life != null && life.finder != null && !life.finder.lists(node.index(), node.disk())) {
                throw world.violation(
                        Invariant.CONVERGES, other, node.label() + " is there, but not among the members it knows");
            }
        }
    }

    /** Lets the nodes be and returns how many bytes a link took in a round. */
    double idle() {
        List<SimulatedLink> counted = new ArrayList<>();
        long bytes = 0;
        for (SimulatedLink connection : run.network().connections()) {
            if (run.costs().counts(connection) && connection.isGreeted()) {
                counted.add(connection);
                bytes -= connection.bytes;
            }
        }
        world.agenda.runUntil(world.agenda.now() + IDLE_ROUNDS * world.interval());
        bytes += counted.stream().mapToLong(connection -> connection.bytes).sum();
        double idleBytes = (double) bytes / Math.max(1, counted.size()) / IDLE_ROUNDS;
        if (idleBytes > MOST_IDLE_BYTES) {
            throw world.violation(
                    Invariant.IDLE_IS_CHEAP,
                    "all",
                    "an idle link costs " + idleBytes + " bytes a round, more than " + MOST_IDLE_BYTES);
        }
        return idleBytes;
    }
}

package io.crdt.net.sim;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.net.protocol.GossipCounts;
import io.crdt.replica.ReplicaState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A schedule, carried out once: what it says happens, then all faults end, and the nodes have to become equal. */
final class Run {

    private static final int MEETING_EVERY = 16;
    private static final int CALM_ROUNDS = 10;
    private static final int MOST_ROUNDS_TO_SETTLE = 600;

    private final World world;
    private final Schedule schedule;
    private final Operations operations;
    private final Costs costs;
    private final Checks checks;
    private final Network network;
    private final Progress progress;
    private final TreeMap<Integer, SimNode> nodes = new TreeMap<>();
    private final Map<Schedule.Timed, String> writes = new HashMap<>();
    private final List<Schedule.Timed> effective = new ArrayList<>();
    private boolean mended;
    private int settledWith;
    private GossipCounts countsWhenSettled = GossipCounts.NONE;
    private int steps;
    private int restarts;

    Run(World world, Schedule schedule, List<SimulatedObject<?>> objects) {
        this.world = world;
        this.schedule = schedule;
        operations = new Operations(objects, world.agenda);
        costs = new Costs(world.options.bytesOfOneLinkIn());
        checks = new Checks(world, operations, costs);
        network = new Network(this);
        progress = new Progress(this);
    }

    World world() {
        return world;
    }

    Operations operations() {
        return operations;
    }

    Checks checks() {
        return checks;
    }

    Costs costs() {
        return costs;
    }

    Network network() {
        return network;
    }

    /** Returns all nodes there ever were, those that have left too. */
    Collection<SimNode> nodes() {
        return nodes.values();
    }

    /** Returns the node, or null if it is not there yet or has left. */
    @Nullable
    SimNode node(int index) {
        SimNode node = nodes.get(index);
        return node == null || node.hasLeft() ? null : node;
    }

    /** Plans something that ends a fault, unless all faults have ended by then. */
    void later(long millis, Runnable action) {
        world.agenda.after(millis, () -> {
            if (!mended) {
                action.run();
            }
        });
    }

    /**
     * A node comes that was not there before.
     *
     * @param original whose disk it has a copy of, if any
     */
    void join(int index, @Nullable SimNode original, int first, int second) {
        if (nodes.containsKey(index)) {
            return;
        }
        SimNode node = new SimNode(
                index, this, original == null ? null : original.disk().duplicate());
        nodes.put(index, node);
        boolean alone = (first == index || node(first) == null) && (second == index || node(second) == null);
        network.dialing().want(index, alone ? present().get(0).index() : first);
        network.dialing().want(index, second);
        node.boot();
    }

    /** A snapshot of a node's machine is started as another node that dials two others, while it goes on itself. */
    void fork(int index, SimNode original) {
        SimNode.Life copied = original.life();
        if (!nodes.containsKey(index) && copied != null) {
            SimNode node = new SimNode(index, this, null);
            nodes.put(index, node);
            present().stream()
                    .filter(other -> other != original && other != node)
                    .limit(2)
                    .forEach(other -> network.dialing().want(index, other.index()));
            node.bootAsCopyOf(original, copied);
        }
    }

    void leave(int index) {
        SimNode node = node(index);
        if (node != null && present().size() > 2) {
            node.leave();
            network.dialing().leave(node);
        }
    }

    /** Returns the nodes that are there, running or not. */
    List<SimNode> present() {
        return nodes.values().stream().filter(node -> !node.hasLeft()).toList();
    }

    /**
     * Carries the schedule out.
     *
     * @throws InvariantViolation if an invariant is broken
     */
    @CanIgnoreReturnValue
    SimulationResult run() {
        start();
        long begin = settle();
        for (Schedule.Timed timed : schedule.actions()) {
            world.agenda.runUntil(begin + timed.at());
            perform(timed);
        }
        mendAll();
        Liveness liveness = new Liveness(this);
        long millisToConverge = liveness.converge();
        double perUpdate = (double) costs.bytes() / Math.max(1, operations.count() - settledWith);
        return result(millisToConverge, perUpdate, liveness.idle());
    }

    private void start() {
        for (int i = 0; i < world.options.nodes(); i++) {
            nodes.put(i, new SimNode(i, this, null));
        }
        world.options
                .topology()
                .pairs(world.options.nodes(), world.chance.random(-1, 0))
                .forEach(pair -> network.dialing().want(pair.from(), pair.to()));
        nodes.values().forEach(SimNode::boot);
        progress.begin();
    }

    /**
     * Where nothing goes wrong and nodes have to find each other first, lets them, so that what is measured is what comes
     * after that.
     *
     * @return the time at which the schedule begins
     */
    private long settle() {
        if (world.options.topology() == Topology.DISCOVERY
                && world.options.faults().isNone()) {
            for (int round = 0; !isSettled(); round++) {
                if (round == MOST_ROUNDS_TO_SETTLE) {
                    throw world.violation(
                            Invariant.CONVERGES,
                            "all",
                            "the nodes have not found each other after " + round + " rounds");
                }
                world.agenda.runUntil(world.agenda.now() + world.interval());
            }
            costs.startOver();
            checks.startOver();
            settledWith = operations.count();
            countsWhenSettled = counts();
        }
        return world.agenda.now();
    }

    private boolean isSettled() {
        long calmSince = world.agenda.now() - CALM_ROUNDS * world.interval();
        for (SimNode node : nodes.values()) {
            SimNode.Life life = node.life();
            if (life == null
                    || life.finder == null
                    || life.finder.movedAt() > calmSince
                    || life.replica.context().size() < nodes.size()) {
                return false;
            }
        }
        return true;
    }

    private void perform(Schedule.Timed timed) {
        int countBefore = operations.count();
        timed.action().perform(this);
        if (timed.action() instanceof Action.Operate) {
            steps++;
            meetNowAndThen();
            if (operations.count() == countBefore) {
                return;
            }
            if (world.trace.isKept()) {
                writes.put(timed, operations.latest());
            }
        } else if (timed.action() instanceof Action.Crash || timed.action() instanceof Action.Restore) {
            restarts++;
        }
        effective.add(timed);
    }

    private void meetNowAndThen() {
        if (steps % MEETING_EVERY == 0 && nodes.size() > 1) {
            SimNode one = nodes.firstEntry().getValue();
            SimNode other = nodes.lastEntry().getValue();
            SimNode.Life here = one.life();
            SimNode.Life there = other.life();
            if (here != null && there != null) {
                checks.meet(one, here.replica.state(), there.replica.state());
            }
        }
    }

    private void mendAll() {
        mended = true;
        world.trace.add(Trace.NETWORK, "has all faults end");
        network.mendAll();
        for (SimNode node : List.copyOf(nodes.values())) {
            node.setSlow(false);
            node.goOn();
            node.boot();
        }
    }

    private GossipCounts counts() {
        GossipCounts sum = GossipCounts.NONE;
        for (SimNode node : nodes.values()) {
            for (GossipCounts counts : node.counts()) {
                sum = sum.plus(counts);
            }
        }
        return sum;
    }

    /**
     * Returns how many entries and removals arrived for each one that was new to its receiver. What came twice before it could
     * be applied, since what it builds on was missing, came once in vain.
     */
    double redundantRatio() {
        GossipCounts now = counts();
        long received = now.payloadReceived() - countsWhenSettled.payloadReceived();
        long redundant = now.payloadRedundant() - countsWhenSettled.payloadRedundant();
        return received == redundant ? 1 : (double) received / (received - redundant);
    }

    private SimulationResult result(long millisToConverge, double bytesPerUpdate, double idleBytes) {
        long events = nodes.values().stream().mapToLong(SimNode::events).sum();
        return new SimulationResult(
                steps,
                operations.count() - settledWith,
                events,
                checks.count(),
                world.agenda.now(),
                millisToConverge,
                (millisToConverge + world.interval() - 1) / world.interval(),
                world.options.faults().isNone() ? checks.spreadMillis() : List.of(millisToConverge),
                restarts,
                counts(),
                network.traffic().messages(),
                network.traffic().lost(),
                new SimulationResult.Bytes(
                        idleBytes, bytesPerUpdate * world.options.bytesOfOneLinkIn(), redundantRatio()),
                costs.mostWaiting() + costs.mostParked(),
                costs.mostMemory(),
                progress.longestMillis(),
                world.trace.hash());
    }

    /** Returns what every node holds of each object, once they are equal. */
    List<String> values() {
        ReplicaState state = present().get(0).disk().acknowledged();
        return operations.written().stream()
                .map(object -> object + " = " + object.valueIn(state))
                .toList();
    }

    /** Returns what was done so far, without writes that changed nothing. */
    Schedule effective() {
        return new Schedule(effective);
    }

    /** Returns what was done, for people to read. */
    List<String> story() {
        return effective.stream()
                .map(timed -> String.format("%8d ms  %s", timed.at(), said(timed)))
                .toList();
    }

    private String said(Schedule.Timed timed) {
        String write = writes.get(timed);
        return timed.action() instanceof Action.Partition partition
                ? partition.groups(nodes.size())
                : write == null ? timed.action().toString() : timed.action() + ": " + write;
    }
}

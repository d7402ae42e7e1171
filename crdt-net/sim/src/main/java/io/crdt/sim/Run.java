package io.crdt.sim;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.protocol.GossipCounts;
import io.crdt.replica.ReplicaState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A schedule, carried out once: what it says happens, then all faults end, and the nodes have to become equal. */
final class Run {

    private static final int MEETING_EVERY = 16;
    private static final int CALM_ROUNDS = 10;
    private static final int MOST_ROUNDS_TO_SETTLE = 600;

    private final Action.Handler carryingOut = new Actions();
    private final World world;
    private final Schedule schedule;
    private final Operations operations;
    private final Costs costs;
    private final Agreement agreement;
    private final Checks checks;
    private final Network network;
    private final Progress progress;
    private final Nodes nodes;
    private final Map<Schedule.Timed, String> writes = new HashMap<>();
    private final List<Schedule.Timed> effective = new ArrayList<>();
    private @Nullable String acting;
    private boolean healed;
    private int settledWith;
    private GossipCounts countsWhenSettled = GossipCounts.NONE;
    private int steps;
    private int restarts;

    Run(World world, Schedule schedule, List<SimulatedObject<?>> objects) {
        this.world = world;
        this.schedule = schedule;
        operations = new Operations(objects, world.agenda);
        costs = new Costs(world.wire.codec(), world.options.bytesOfOneLinkIn());
        agreement = new Agreement(
                world, operations.taint(), schedule.actions().stream().anyMatch(Run::mayTaint));
        checks = new Checks(world, operations, costs, agreement);
        network = new Network(this);
        nodes = new Nodes(this);
        progress = new Progress(this);
    }

    private static boolean mayTaint(Schedule.Timed timed) {
        return timed.action() instanceof Arrival.Fork || timed.action() instanceof NodeAction.DamageDisk;
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

    Agreement agreement() {
        return agreement;
    }

    Costs costs() {
        return costs;
    }

    Network network() {
        return network;
    }

    Nodes nodes() {
        return nodes;
    }

    /** Returns the node, or null if it is not there yet or has left. */
    @Nullable
    SimNode node(int index) {
        return nodes.at(index);
    }

    /** Plans something that ends a fault, unless all faults have ended by then. */
    void later(long millis, Runnable action) {
        world.agenda.after(millis, () -> {
            if (!healed) {
                action.run();
            }
        });
    }

    /**
     * Carries the schedule out.
     *
     * @throws InvariantViolation if an invariant is broken
     */
    @CanIgnoreReturnValue
    SimulationResult run() {
        try {
            SimulationResult result = carryOut();
            requireWrites();
            return result;
        } catch (InvariantViolation violation) {
            throw violation;
        } catch (RuntimeException | AssertionError | StackOverflowError thrown) {
            String attempted = operations.attempted();
            throw world.violation(
                    Invariant.NOTHING_THROWS,
                    acting == null ? "all" : acting,
                    (attempted == null ? "" : attempted + " threw ") + thrown,
                    thrown);
        }
    }

    /** Nobody may take a history for checked in which there was nothing to check. */
    private void requireWrites() {
        if (operations.writes() == 0 && (operations.attempts() > 0 || world.options.steps() > 0)) {
            throw world.violation(
                    Invariant.SOMETHING_IS_WRITTEN,
                    "all",
                    "of " + operations.attempts() + " random operations on " + operations.written()
                            + " none changed anything, so nothing was checked; let randomOperation return operations"
                            + " that have an effect, or take more steps");
        }
    }

    private SimulationResult carryOut() {
        nodes.start();
        progress.begin();
        long begin = settle();
        for (Schedule.Timed timed : schedule.actions()) {
            world.agenda.runUntil(begin + timed.at());
            perform(timed);
        }
        healAll();
        Liveness liveness = new Liveness(this);
        long millisToConverge = liveness.converge();
        double perUpdate = costs.bytes() / Math.max(1, operations.count() - settledWith);
        return result(millisToConverge, perUpdate, liveness.idle());
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
            countsWhenSettled = nodes.counts();
        }
        return world.agenda.now();
    }

    private boolean isSettled() {
        long calmSince = world.agenda.now() - CALM_ROUNDS * world.interval();
        for (SimNode node : nodes.all()) {
            Life life = node.life();
            if (life == null
                    || life.finder == null
                    || life.finder.movedAt() > calmSince
                    || life.replica.context().size() < nodes.all().size()) {
                return false;
            }
        }
        return true;
    }

    private void perform(Schedule.Timed timed) {
        int countBefore = operations.count();
        acting = timed.action() instanceof NodeAction action ? "node " + action.node() : null;
        try {
            timed.action().accept(carryingOut);
        } catch (RuntimeException | Error thrown) { // it had an effect: this one
            effective.add(timed);
            String attempted = operations.attempted();
            writes.put(timed, attempted == null ? operations.latest() : attempted);
            throw thrown;
        }
        acting = null;
        if (timed.action() instanceof NodeAction.Operate) {
            steps++;
            meetNowAndThen();
            if (operations.count() == countBefore) {
                return;
            }
            if (world.trace.isKept()) {
                writes.put(timed, operations.latest());
            }
        } else if (timed.action() instanceof NodeAction.Crash || timed.action() instanceof NodeAction.Restore) {
            restarts++;
        }
        effective.add(timed);
    }

    /** Compares what two nodes would come to if they met now: other two each time, until all have been compared. */
    private void meetNowAndThen() {
        if (steps % MEETING_EVERY == 0) {
            List<SimNode> present = nodes.present();
            int size = present.size();
            int number = steps / MEETING_EVERY;
            SimNode one = present.get(number % size);
            SimNode other = present.get((number + 1 + number / size % (size - 1)) % size);
            Life here = one.life();
            Life there = other.life();
            if (here != null && there != null) {
                agreement.meet(one, here.replica.state(), there.replica.state());
            }
        }
    }

    private void healAll() {
        healed = true;
        world.trace.add(Trace.NETWORK, "has all faults end");
        network.healAll();
        for (SimNode node : List.copyOf(nodes.all())) {
            node.setSlow(false);
            node.goOn();
            node.boot();
        }
    }

    /**
     * Returns how many entries and removals arrived for each one that was new to its receiver. What came twice before it
     * could be applied, since what it builds on was missing, came once needlessly.
     */
    double redundantRatio() {
        GossipCounts now = nodes.counts();
        long received = now.payloadReceived() - countsWhenSettled.payloadReceived();
        long redundant = now.payloadRedundant() - countsWhenSettled.payloadRedundant();
        return received == redundant ? 1 : (double) received / (received - redundant);
    }

    private SimulationResult result(long millisToConverge, double bytesPerUpdate, double idleBytes) {
        return new SimulationResult(
                steps,
                operations.count() - settledWith,
                nodes.events(),
                checks.count(),
                world.agenda.now(),
                millisToConverge,
                (millisToConverge + world.interval() - 1) / world.interval(),
                world.options.faults().isNone() ? checks.spreadMillis() : List.of(millisToConverge),
                restarts,
                nodes.counts(),
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
        ReplicaState state = nodes.present().get(0).disk().acknowledged();
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
        return timed.action() instanceof NetworkAction.Partition partition
                ? partition.groups(nodes.all().size())
                : write == null ? timed.action().toString() : timed.action() + ": " + write;
    }

    /** What each action does to the nodes and the network. */
    private final class Actions implements Action.Handler {

        @Override
        public void handle(Arrival.Join join) {
            nodes.join(join.node(), null, join.first(), join.second());
        }

        @Override
        public void handle(Arrival.CloneDisk cloneDisk) {
            SimNode there = node(cloneDisk.source());
            if (there != null) {
                nodes.join(cloneDisk.node(), there, there.index(), 0);
            }
        }

        @Override
        public void handle(Arrival.Fork fork) {
            SimNode there = node(fork.source());
            if (there != null) {
                nodes.fork(fork.node(), there);
            }
        }

        @Override
        public void handle(NodeAction.Operate operate) {
            with(operate, there -> there.operate(new SplittableRandom(operate.chance())));
        }

        @Override
        public void handle(NodeAction.Crash crash) {
            with(crash, there -> {
                if (there.isUp()) {
                    there.crash(crash.lost(), crash.written());
                    later(crash.downMillis(), there::boot);
                }
            });
        }

        @Override
        public void handle(NodeAction.BackUp backUp) {
            with(backUp, SimNode::backUp);
        }

        @Override
        public void handle(NodeAction.Restore restore) {
            with(restore, there -> {
                if (there.hasBackup()) {
                    there.restore();
                    later(restore.downMillis(), there::boot);
                }
            });
        }

        @Override
        public void handle(NodeAction.DamageDisk damageDisk) {
            with(damageDisk, there -> {
                if (there.isUp()) {
                    there.damage(new SplittableRandom(damageDisk.chance()));
                }
            });
        }

        @Override
        public void handle(NodeAction.Leave leave) {
            with(leave, nodes::leave);
        }

        @Override
        public void handle(NodeAction.Retire retire) {
            with(retire, there -> there.retire(retire.retired()));
        }

        @Override
        public void handle(NodeAction.SlowDown slowDown) {
            with(slowDown, there -> {
                there.setSlow(true);
                later(slowDown.millis(), () -> there.setSlow(false));
            });
        }

        @Override
        public void handle(NodeAction.Stall stall) {
            with(stall, there -> {
                if (there.isUp() && !there.isStalled()) {
                    there.stall();
                    later(stall.millis(), there::goOn);
                }
            });
        }

        @Override
        public void handle(NodeAction.JumpClock jumpClock) {
            with(jumpClock, there -> there.jumpClock(jumpClock.millis()));
        }

        @Override
        public void handle(NetworkAction.BreakLink breakLink) {
            network.breakLinks(breakLink.one(), breakLink.other(), breakLink.late());
        }

        @Override
        public void handle(NetworkAction.SecondLink secondLink) {
            SimNode one = node(secondLink.from());
            SimNode other = node(secondLink.to());
            if (one != null && other != null && secondLink.from() != secondLink.to()) {
                network.connect(one, other);
            }
        }

        @Override
        public void handle(NetworkAction.Partition partition) {
            network.cut(partition, partition.millis());
        }

        @Override
        public void handle(NetworkAction.Isolate isolate) {
            network.cut(isolate, isolate.millis());
        }

        @Override
        public void handle(NetworkAction.OneWayCut oneWayCut) {
            network.cut(oneWayCut, oneWayCut.millis());
        }

        @Override
        public void handle(NetworkAction.Disturb disturb) {
            network.disturb(disturb, disturb.millis());
        }

        /** Does something to the node that an action names, if that is there. */
        private void with(NodeAction action, Consumer<SimNode> what) {
            SimNode there = node(action.node());
            if (there != null) {
                what.accept(there);
            }
        }
    }
}

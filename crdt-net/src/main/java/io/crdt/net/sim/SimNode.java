package io.crdt.net.sim;

import io.crdt.causal.VersionVector;
import io.crdt.clock.Timestamp;
import io.crdt.net.protocol.Effect;
import io.crdt.net.protocol.Event;
import io.crdt.net.protocol.Gossip;
import io.crdt.net.protocol.GossipCounts;
import io.crdt.net.protocol.Message;
import io.crdt.net.protocol.PeerView;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A node: a disk that lasts, and one {@link Life} after the other of a real replica with the real protocol. */
final class SimNode {

    /** Where virtual time begins on wall clocks; some day in 2024. */
    private static final long EPOCH_MILLIS = 1_720_000_000_000L;

    /** What numbers are drawn for. */
    private static final int IDENTITY = 1;

    private static final int INCARNATIONS = 2;
    private static final int PROTOCOL = 3;
    private static final int DISK = 4;
    private static final int VIEW = 5;

    private final int index;
    private final String label;
    private final Run run;
    private final World world;
    private final Chance chance;
    private final List<GossipCounts> pastCounts = new ArrayList<>();

    /** What waits for the node to go on; null while it runs. */
    private @Nullable Deque<Runnable> waiting;

    private Disk disk;
    private @Nullable Disk backup;
    private long clockMillis;
    private int lives;
    private long writes;
    private long events;
    private boolean slow;
    private boolean left;
    private @Nullable Life life;

    /** From a start to the next crash. */
    static final class Life {
        final Replica replica;
        final Gossip gossip;

        /** What it began with, and the number of what its incarnations are drawn from. */
        final ReplicaState start;

        final int names;

        /** The life that this one is a copy of, itself if it is none. */
        Life original = this;

        ReplicaState checked;
        Timestamp lastTime = Timestamp.ZERO;
        long learnedAt;
        private final Timer timer;

        /** How it finds others, if nobody has told it whom to be linked to. */
        @Nullable
        Finder finder;

        Life(SimNode node, Replica replica, int names, Gossip gossip) {
            this.replica = replica;
            this.names = names;
            this.start = replica.state();
            this.gossip = gossip;
            this.checked = replica.state();
            this.timer = new Timer(node.world, node, this);
        }
    }

    /**
     * Creates a node that is not started.
     *
     * @param copied the disk that it begins with, if it is not an empty one
     */
    SimNode(int index, Run run, @Nullable Disk copied) {
        this.index = index;
        this.run = run;
        this.world = run.world();
        this.chance = world.chance.of(index);
        this.label = "node " + index;
        this.disk = copied == null ? new Disk(names(IDENTITY, 0).nextLong(), world.options.removalLimit()) : copied;
        this.clockMillis = EPOCH_MILLIS + world.variant.clockMillis();
    }

    private SplittableRandom names(int what, long n) {
        return chance.of(world.variant.names()).random(what, n);
    }

    int index() {
        return index;
    }

    String label() {
        return label;
    }

    Disk disk() {
        return disk;
    }

    /** Returns the present life, or null while the node is down. */
    @Nullable
    Life life() {
        return life;
    }

    boolean isUp() {
        return life != null;
    }

    boolean isSlow() {
        return slow;
    }

    void setSlow(boolean newSlow) {
        slow = newSlow;
    }

    boolean isStalled() {
        return waiting != null;
    }

    boolean hasLeft() {
        return left;
    }

    /** Returns how often the protocol was told of anything. */
    long events() {
        return events;
    }

    void jumpClock(long millis) {
        world.trace.add(index, "has its clock jump by", millis, millis);
        clockMillis += millis;
    }

    boolean isLinkedTo(SimNode other) {
        return life != null
                && other.life != null
                && life.gossip.peers().stream().map(PeerView::replica).anyMatch(other.life.replica.id()::isSameAs);
    }

    /** Starts from what is on the disk. */
    void boot() {
        if (life != null || left) {
            return;
        }
        lives++;
        ReplicaState start = world.sabotage == Sabotage.FORGETS_ON_RESTART
                ? ReplicaState.empty(world.options.removalLimit())
                : disk.read(world.sabotage);
        world.trace.add(index, "starts life", lives, start.fingerprint());
        run.checks().recovered(this, start);
        disk.opened(start);
        int names = world.sabotage == Sabotage.REUSES_INCARNATIONS ? 1 : lives;
        begin(start, names(INCARNATIONS, names), names, null);
    }

    /**
     * Begins to run as a copy of another node: a snapshot of its machine, taken when its present life began, is started a
     * second time. So both draw the same incarnation.
     */
    void bootAsCopyOf(SimNode original, Life copied) {
        lives++;
        world.trace.add(index, "starts as a copy of what was node", original.index, null, 0);
        disk = original.disk.with(copied.start);
        begin(copied.start, original.names(INCARNATIONS, copied.names), copied.names, copied);
    }

    private void begin(ReplicaState start, SplittableRandom drawn, int names, @Nullable Life copied) {
        ReplicaId id = new ReplicaId(disk.copy(), names(IDENTITY, lives).nextLong(), label);
        Replica replica = new Replica(id, start, drawn, () -> clockMillis + world.agenda.now());
        Gossip gossip = new Gossip(replica, world.options.gossip(), chance.random(PROTOCOL, lives));
        Life born = new Life(this, replica, names, gossip);
        born.original = copied == null ? born : copied.original;
        life = born;
        if (world.options.topology() == Topology.DISCOVERY) {
            born.finder = new Finder(run, this, born, chance, chance.random(VIEW, lives));
        }
        run.network().dialing().booted(this, born);
    }

    /**
     * Stops at once; what is not on the disk is lost.
     *
     * @param lost how many records the disk loses that it had acknowledged
     * @param written whether what is being written is on the disk
     */
    void crash(int lost, boolean written) {
        if (life == null) {
            return;
        }
        world.trace.add(index, "crashes");
        pastCounts.add(life.gossip.counts());
        life = null;
        waiting = null;
        disk.crash(lost, written);
        run.checks().lostOnDisk(run.nodes());
        run.network().crashed(this);
    }

    void backUp() {
        world.trace.add(index, "is backed up");
        backup = disk.duplicate();
    }

    boolean hasBackup() {
        return backup != null;
    }

    void restore() {
        if (backup != null) {
            crash(0, false);
            world.trace.add(index, "has its disk set back to the backup");
            disk = backup.duplicate();
            run.checks().lostOnDisk(run.nodes());
        }
    }

    /** Stops, has an entry on its disk lost or altered without notice, and starts again. */
    void damage(SplittableRandom choices) {
        crash(0, false);
        Damage damage = Damage.of(disk.acknowledged(), choices);
        if (damage != null) {
            world.trace.add(
                    index,
                    "has its disk damaged:",
                    damage.entry(),
                    damage.entry().dot().seq());
            run.operations().damage(damage.object());
            disk = disk.with(damage.state(world.options.removalLimit()));
        }
        boot();
    }

    void leave() {
        crash(0, false);
        left = true;
        world.trace.add(index, "leaves");
        run.checks().lostOnDisk(run.nodes());
    }

    void stall() {
        world.trace.add(index, "stands still");
        waiting = new ArrayDeque<>();
    }

    void goOn() {
        Deque<Runnable> missed = waiting;
        if (missed != null) {
            world.trace.add(index, "goes on");
            waiting = null;
            missed.forEach(Runnable::run);
            run.network().hears(this);
        }
    }

    /** Makes a random operation. */
    void operate(SplittableRandom choices) {
        Life present = life;
        if (present == null || isStalled()) {
            return;
        }
        Operation operation = run.operations().update(present.replica, choices);
        if (operation != null) {
            made(present, operation);
        }
    }

    /** Changes the membership. */
    void change(Life present, Membership change) {
        Operation operation = run.operations().update(present.replica, change);
        if (operation != null) {
            made(present, operation);
        }
    }

    private void made(Life present, Operation operation) {
        run.operations().wrote(operation.last().origin(), present);
        world.name(operation.last().origin(), index, lives);
        world.trace.add(index, "makes", operation, operation.last().seq());
        boolean backwards = world.sabotage == Sabotage.CLOCK_RUNS_BACK;
        run.checks().made(this, operation, backwards ? operation.time() : present.lastTime);
        if (operation.time().compareTo(present.lastTime) > 0) {
            present.lastTime = operation.time();
        }
        changed(present);
    }

    /** Does something as soon as the node listens, if it still is the same life then. */
    void whenItListens(Life of, Runnable action) {
        if (life == of && waiting != null) {
            waiting.add(() -> whenItListens(of, action));
        } else if (life == of) {
            action.run();
        }
    }

    /** Tells the protocol of an event, if it still is the same life, as soon as it listens. */
    void submit(Life to, Event event) {
        whenItListens(to, () -> handle(to, event));
    }

    private void handle(Life to, Event event) {
        events++;
        List<Effect> effects = to.gossip.on(event, world.agenda.now());
        if (event instanceof Event.Received) {
            run.checks().parked(this, to.gossip);
            if (to.replica.state() != to.checked) {
                to.learnedAt = world.agenda.now();
            }
        }
        changed(to);
        for (Effect effect : effects) {
            perform(effect);
        }
        if (world.sabotage == Sabotage.CHATTERS && event instanceof Event.Tick) {
            chatter(to);
        }
        to.timer.plan(to.gossip.nextWakeMillis());
        if (to.finder != null) {
            to.finder.step();
        }
    }

    /** Retires another node, if it takes part in a membership. */
    void retire(int other) {
        if (life != null && life.finder != null && !isStalled()) {
            life.finder.retire(other);
        }
    }

    private void chatter(Life present) {
        Message all = new Message.Push(disk.acknowledged().deltaSince(VersionVector.EMPTY));
        for (PeerView peer : present.gossip.peers()) {
            if (run.network().isFree(peer.link(), this)) {
                run.network().send(peer.link(), this, all);
            }
        }
    }

    private void changed(Life present) {
        ReplicaState state = present.replica.state();
        if (state == present.checked) {
            return;
        }
        boolean goesBack = world.sabotage == Sabotage.GOES_BACK;
        run.checks().reached(this, present.checked, goesBack ? ReplicaState.empty() : state);
        present.checked = state;
        if (world.sabotage == Sabotage.SHARES_BEFORE_PERSISTING) {
            submit(present, new Event.StateAdvanced(state));
        }
        persist(present);
    }

    private void persist(Life present) {
        ReplicaState state = present.replica.state();
        if (!disk.isWriting() && state != disk.acknowledged()) {
            disk.append(state, !run.operations().taint().isClean());
            afterDisk(present, () -> persisted(present, state));
        }
    }

    private void afterDisk(Life present, Runnable action) {
        long millis = chance.below(world.options.maxPersistMillis() + 1, DISK, writes++);
        world.agenda.after(millis, () -> {
            if (life == present) {
                action.run();
            }
        });
    }

    private void persisted(Life present, ReplicaState state) {
        world.trace.add(index, "persists", state.context(), state.fingerprint());
        run.checks().persisted(this, disk.acknowledged(), state);
        disk.acknowledge();
        if (disk.isTimeForCheckpoint()) {
            disk.checkpoint();
            afterDisk(present, disk::truncate);
        }
        submit(present, new Event.StateAdvanced(state));
        persist(present);
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Send send) {
            run.checks().sent(this, send.message());
            run.network().send(send.link(), this, send.message());
            if (world.sabotage == Sabotage.DOES_NOT_WAIT) {
                run.network().send(send.link(), this, send.message());
            }
        } else if (effect instanceof Effect.Opened opened) {
            if (life != null && life.finder != null) {
                life.finder.opened(opened.link(), opened.replica());
            }
        } else if (effect instanceof Effect.Close close) {
            world.trace.add(index, "closes link", close.link(), close.reason(), 0);
            run.network().close(close.link(), this);
        } else if (effect instanceof Effect.Rejected rejected) {
            throw world.violation(Invariant.MATCHES_ORACLE, this, "a delta was rejected: " + rejected.reason());
        } else if (effect instanceof Effect.Diverged diverged) {
            run.checks().diverged(this, diverged.link());
        }
    }

    /** Returns the protocol's counts of all lives. */
    List<GossipCounts> counts() {
        List<GossipCounts> counts = new ArrayList<>(pastCounts);
        if (life != null) {
            counts.add(life.gossip.counts());
        }
        return counts;
    }
}

package io.crdt.sim;

import io.crdt.protocol.Gossip;
import io.crdt.protocol.GossipCounts;
import io.crdt.protocol.PeerView;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A node: a machine with a disk that lasts, and one {@link Life} after the other. */
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
        this.disk = copied == null
                ? new Disk(new SplittableRandom(names(IDENTITY, 0)).nextLong(), world.options.removalLimit())
                : copied;
        this.clockMillis = EPOCH_MILLIS + world.variant.clockMillis();
    }

    /** Returns the seed of what identities are drawn from. */
    private long names(int what, long n) {
        return chance.of(world.variant.names()).bits(what, n);
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
        ReplicaState start = world.conduct.recover(disk);
        world.trace.add(index, "starts life", lives, start.fingerprint());
        run.checks().recovered(this, start);
        disk.opened(start);
        begin(start, names(INCARNATIONS, world.conduct.incarnationsOf(lives)), null);
    }

    /**
     * Begins to run as a copy of another node: a snapshot of its machine, taken when its present life began, is started a
     * second time. So both draw the same incarnation.
     */
    void bootAsCopyOf(SimNode original, Life copied) {
        lives++;
        world.trace.add(index, "starts as a copy of what was node", original.index, null, 0);
        disk = original.disk.with(copied.start);
        begin(copied.start, copied.birth.names(), copied);
    }

    private void begin(ReplicaState start, long names, @Nullable Life copied) {
        ReplicaId id = new ReplicaId(disk.copy(), new SplittableRandom(names(IDENTITY, lives)).nextLong(), label);
        Replica replica = new Replica(
                id,
                start,
                new SplittableRandom(names),
                () -> clockMillis + world.agenda.now(),
                world.wire.codec().values());
        Gossip gossip = new Gossip(replica, world.options.gossip(), chance.random(PROTOCOL, lives));
        Life born = new Life(run, this, new Life.Birth(lives, names, copied), replica, gossip);
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
        run.checks().lostOnDisk(run.nodes().present());
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
            run.checks().lostOnDisk(run.nodes().present());
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
            run.operations().damage(damage.object(), damage.entry().dot());
            disk = disk.with(damage.state(world.options.removalLimit()));
            run.checks().damaged(this, disk.acknowledged());
        }
        boot();
    }

    void leave() {
        crash(0, false);
        left = true;
        world.trace.add(index, "leaves");
        run.checks().lostOnDisk(run.nodes().present());
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
        if (life != null && !isStalled()) {
            life.operate(choices);
        }
    }

    /** Retires another node, if it takes part in a membership. */
    void retire(int other) {
        if (life != null && life.finder != null && !isStalled()) {
            life.finder.retire(other);
        }
    }

    /** Does something as soon as the node listens, if it still is in the same life then. */
    void whenItListens(Life of, Runnable action) {
        if (life == of && waiting != null) {
            waiting.add(() -> whenItListens(of, action));
        } else if (life == of) {
            action.run();
        }
    }

    /** The disk takes its time, then does something, if the node still is in the same life. */
    void afterDisk(Life of, Runnable action) {
        long millis = chance.below(world.options.maxPersistMillis() + 1, DISK, writes++);
        world.agenda.after(millis, () -> {
            if (life == of) {
                action.run();
            }
        });
    }

    /** The protocol is told of something. */
    void countEvent() {
        events++;
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

package io.crdt.net.sim;

import io.crdt.causal.Incarnation;
import io.crdt.clock.Timestamp;
import io.crdt.net.protocol.Effect;
import io.crdt.net.protocol.Event;
import io.crdt.net.protocol.Gossip;
import io.crdt.net.protocol.GossipCounts;
import io.crdt.net.protocol.PeerView;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A node: a disk that lasts, and one {@link Life} after the other of a real replica with the real protocol. */
final class SimNode {

    /** Where virtual time begins on wall clocks; some day in 2024. */
    private static final long EPOCH_MILLIS = 1_720_000_000_000L;

    private static final int MAX_TICKS_AT_ONCE = 1000;

    private final int index;
    private final ReplicaId id;
    private final World world;
    private final Network network;
    private final Checks checks;
    private final Operations operations;
    private final SplittableRandom random;
    private final long skewMillis;
    private final List<GossipCounts> pastCounts = new ArrayList<>();
    private ReplicaState disk;
    private int lives;
    private long events;
    private int mostParked;
    private boolean slow;
    private @Nullable Life life;

    /** From a start to the next crash. */
    static final class Life {
        final Replica replica;
        final Gossip gossip;
        ReplicaState checked;
        Timestamp lastTime = Timestamp.ZERO;
        boolean persisting;
        long wakeAt = Long.MAX_VALUE;
        long tickedAt = -1;
        int ticksAtOnce;

        Life(Replica replica, Gossip gossip) {
            this.replica = replica;
            this.gossip = gossip;
            this.checked = replica.state();
        }
    }

    SimNode(int index, World world, Network network, Checks checks, Operations operations, SplittableRandom random) {
        this.index = index;
        this.world = world;
        this.network = network;
        this.checks = checks;
        this.operations = operations;
        this.random = random;
        this.id = ReplicaId.random(random, "node " + index);
        long skew = world.options.faults().skewMillis();
        this.skewMillis = skew == 0 ? 0 : random.nextLong(-skew, skew + 1);
        this.disk = ReplicaState.empty(world.options.removalLimit());
    }

    int index() {
        return index;
    }

    String label() {
        return id.label();
    }

    ReplicaState disk() {
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

    /** Returns how often the node was told of anything. */
    long events() {
        return events;
    }

    /** Returns how many deltas waited for others at most. */
    int mostParked() {
        return mostParked;
    }

    boolean isLinkedTo(SimNode other) {
        return life != null
                && life.gossip.peers().stream().map(PeerView::replica).anyMatch(other.id::isSameAs);
    }

    /** Starts from what is on the disk. */
    void boot() {
        if (life != null) {
            return;
        }
        lives++;
        world.trace.add(label(), "starts life " + lives);
        ReplicaState start = world.sabotage.forgetsOnRestart() ? ReplicaState.empty() : disk;
        SplittableRandom incarnations =
                world.sabotage.reusesIncarnations() ? new SplittableRandom(index) : random.split();
        Replica replica = new Replica(id, start, incarnations, () -> EPOCH_MILLIS + skewMillis + world.agenda.now());
        if (!disk.context().leq(replica.context())) {
            throw world.violation(
                    Invariant.KEEPS_WHAT_WAS_PERSISTED, label(), "it starts without what it has persisted");
        }
        life = new Life(replica, new Gossip(replica, world.options.gossip(), random.split()));
        network.booted(this, life);
    }

    /** Stops at once; what is not on the disk is lost. */
    void crash() {
        if (life == null) {
            return;
        }
        world.trace.add(label(), "crashes");
        pastCounts.add(life.gossip.counts());
        life = null;
        network.crashed(this);
    }

    /** Makes a random operation. */
    void operate(SplittableRandom choices) {
        Life present = life;
        if (present == null) {
            return;
        }
        Operation operation = operations.update(present.replica, choices);
        if (operation == null) {
            return;
        }
        Incarnation origin = operation.last().origin();
        world.name(origin, index + "." + lives);
        world.trace.add(label(), "makes", operation, operation.last().seq());
        checks.made(this, operation, present.lastTime);
        if (operation.time().compareTo(present.lastTime) > 0) {
            present.lastTime = operation.time();
        }
        changed(present);
    }

    /** Tells the protocol of an event, if it still is the same life. */
    void submit(Life to, Event event) {
        if (life != to) {
            return;
        }
        events++;
        List<Effect> effects = to.gossip.on(event, world.agenda.now());
        mostParked = Math.max(mostParked, checks.parked(this, to.gossip));
        changed(to);
        effects.forEach(this::perform);
        setTimer(to);
    }

    private void changed(Life present) {
        ReplicaState state = present.replica.state();
        if (state == present.checked) {
            return;
        }
        checks.reached(this, present.checked, state);
        present.checked = state;
        if (world.sabotage.sharesBeforePersisting()) {
            submit(present, new Event.StateAdvanced(state));
        }
        persist(present);
    }

    private void persist(Life present) {
        ReplicaState state = present.replica.state();
        if (!present.persisting && state != disk) {
            present.persisting = true;
            long millis = random.nextLong(world.options.maxPersistMillis() + 1);
            world.agenda.after(millis, () -> persisted(present, state));
        }
    }

    private void persisted(Life present, ReplicaState state) {
        if (life == present) {
            present.persisting = false;
            world.trace.add(label(), "persists", state.context(), state.fingerprint());
            checks.persisted(this, disk, state);
            disk = state;
            submit(present, new Event.StateAdvanced(state));
            persist(present);
        }
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Send send) {
            checks.sent(this, send.message());
            network.send(send.link(), this, send.message());
        } else if (effect instanceof Effect.Close close) {
            world.trace.add(label(), "closes link " + close.link() + ": " + close.reason());
            network.close(close.link(), this);
        } else if (effect instanceof Effect.Rejected rejected) {
            throw world.violation(Invariant.MATCHES_ORACLE, label(), "a delta was rejected: " + rejected.reason());
        } else if (effect instanceof Effect.Diverged diverged) {
            throw world.violation(
                    Invariant.EQUAL_CONTEXTS_EQUAL_STATES,
                    label(),
                    "the peer on link " + diverged.link() + " has another fingerprint at the same context");
        }
    }

    private void setTimer(Life present) {
        long wakeAt = present.gossip.nextWakeMillis();
        if (wakeAt != present.wakeAt) {
            present.wakeAt = wakeAt;
            if (wakeAt != Long.MAX_VALUE) {
                world.agenda.at(wakeAt, () -> tick(present, wakeAt));
            }
        }
    }

    private void tick(Life present, long wakeAt) {
        if (life != present || present.wakeAt != wakeAt) {
            return;
        }
        long now = world.agenda.now();
        present.ticksAtOnce = present.tickedAt == now ? present.ticksAtOnce + 1 : 0;
        present.tickedAt = now;
        if (present.ticksAtOnce > MAX_TICKS_AT_ONCE) {
            throw world.violation(Invariant.PROGRESSES, label(), "it wants to be woken again and again at one time");
        }
        present.wakeAt = Long.MAX_VALUE;
        submit(present, new Event.Tick());
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

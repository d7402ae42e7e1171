package io.crdt.sim;

import io.crdt.clock.Timestamp;
import io.crdt.protocol.Effect;
import io.crdt.protocol.Event;
import io.crdt.protocol.Gossip;
import io.crdt.protocol.Message;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaState;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A process on a node, from a start to the next crash: a real replica with the real protocol. */
final class Life {

    final SimNode node;
    final Replica replica;
    final Gossip gossip;
    final Birth birth;

    /** What it began with. */
    final ReplicaState start;

    /** The life that this one is a copy of, itself if it is none. */
    final Life original;

    private final Run run;
    private final World world;
    private final WakeTimer timer;
    private final Effect.Handler performing = new Effects();
    private ReplicaState checked;
    private Timestamp lastTime = Timestamp.ZERO;
    private long learnedAt;

    /** How it finds others, if nobody has told it which links to keep. */
    @Nullable
    Finder finder;

    /**
     * How a life came about.
     *
     * @param number ordinal among the node's lives
     * @param names the seed of what its incarnations are drawn from; a copy has that of its original
     * @param copied the life it is a copy of, if it is one
     */
    record Birth(int number, long names, @Nullable Life copied) {}

    Life(Run run, SimNode node, Birth birth, Replica replica, Gossip gossip) {
        this.run = run;
        this.world = run.world();
        this.node = node;
        this.birth = birth;
        this.replica = replica;
        this.gossip = gossip;
        start = replica.state();
        checked = start;
        original = birth.copied() == null ? this : birth.copied().original;
        timer = new WakeTimer(world, this);
    }

    /** Returns when it learned something from others last. */
    long learnedAt() {
        return learnedAt;
    }

    // What it does by itself

    /** Makes a random operation. */
    void operate(SplittableRandom choices) {
        made(run.operations().update(replica, choices));
    }

    /** Changes the membership. */
    void change(MembershipChange change) {
        made(run.operations().update(replica, change));
    }

    private void made(@Nullable Operation operation) {
        if (operation == null) {
            return;
        }
        run.operations().wrote(operation.last().origin(), this);
        world.name(operation.last().origin(), node.index(), birth.number());
        world.trace.add(node.index(), "makes", operation, operation.last().seq());
        run.checks().made(node, operation, world.conduct.notBefore(lastTime, operation));
        if (operation.time().compareTo(lastTime) > 0) {
            lastTime = operation.time();
        }
        changed();
    }

    // What it is told

    /** Does something as soon as the node listens, if this life still lasts then. */
    void whenItListens(Runnable action) {
        node.whenItListens(this, action);
    }

    /** Tells the protocol of an event as soon as the node listens, if this life still lasts then. */
    void submit(Event event) {
        whenItListens(() -> handle(event));
    }

    private void handle(Event event) {
        node.countEvent();
        List<Effect> effects = gossip.on(event, world.agenda.now());
        if (event instanceof Event.Received) {
            run.checks().parked(node, gossip);
            if (replica.state() != checked) {
                learnedAt = world.agenda.now();
            }
        }
        changed();
        for (Effect effect : effects) {
            effect.accept(performing);
        }
        world.conduct.handled(this, event);
        timer.plan(gossip.nextWakeMillis());
        if (finder != null) {
            finder.step();
        }
    }

    // How a new state is saved and told

    private void changed() {
        ReplicaState state = replica.state();
        if (state == checked) {
            return;
        }
        run.checks().reached(node, checked, world.conduct.reached(state));
        checked = state;
        world.conduct.changed(this, state);
        persist();
    }

    private void persist() {
        ReplicaState state = replica.state();
        Disk disk = node.disk();
        if (!disk.isWriting() && state != disk.acknowledged()) {
            disk.append(state, !run.operations().taint().isClean());
            node.afterDisk(this, () -> persisted(state));
        }
    }

    private void persisted(ReplicaState state) {
        Disk disk = node.disk();
        world.trace.add(node.index(), "persists", state.context(), state.fingerprint());
        run.checks().persisted(node, disk.acknowledged(), state);
        disk.acknowledge();
        if (disk.isTimeForCheckpoint()) {
            disk.checkpoint();
            node.afterDisk(this, disk::truncate);
        }
        submit(new Event.StateAdvanced(state));
        persist();
    }

    // What it says

    /** Sends a message on a link. */
    void transmit(int link, Message message) {
        run.network().send(link, node, message);
    }

    /** Tells whether the last message has left the link. */
    boolean isFree(int link) {
        return run.network().isFree(link, node);
    }

    /** What a simulated node does about each effect. */
    private final class Effects implements Effect.Handler {

        @Override
        public void handle(Effect.Send send) {
            run.checks().sent(node, send.message());
            world.conduct.send(Life.this, send);
        }

        @Override
        public void handle(Effect.Opened opened) {
            if (finder != null) {
                finder.opened(opened.link(), opened.replica());
            }
        }

        @Override
        public void handle(Effect.Close close) {
            world.trace.add(
                    node.index(), "closes link", close.link(), close.reason().text(), 0);
            run.network().close(close.link(), node);
        }

        @Override
        public void handle(Effect.Rejected rejected) {
            throw world.violation(
                    Invariant.MATCHES_ORACLE,
                    node,
                    "a delta was rejected: " + rejected.reason().text());
        }

        @Override
        public void handle(Effect.Refused refused) {
            throw new IllegalStateException("a simulated peer may write everything, but was refused " + refused);
        }

        @Override
        public void handle(Effect.Diverged diverged) {
            run.agreement().diverged(node, diverged.link());
        }

        // What follows is for people to read: all that it leads to is seen in the states, which are checked.

        @Override
        public void handle(Effect.Claimed claimed) {}

        @Override
        public void handle(Effect.Repaired repaired) {}

        @Override
        public void handle(Effect.TimesAhead times) {}

        @Override
        public void handle(Effect.Clashed clashed) {}

        @Override
        public void handle(Effect.ForkIgnored ignored) {}

        @Override
        public void handle(Effect.Forked forked) {}

        @Override
        public void handle(Effect.Confirmed confirmed) {}
    }
}

package io.crdt.net;

import io.crdt.net.protocol.View;
import io.crdt.net.transport.Address;
import io.crdt.net.transport.Link;
import io.crdt.net.transport.Transport;
import io.crdt.replica.ReplicaId;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Opens and drops the links that a {@link View} wants opened and dropped. */
final class Dialer {

    private final Transport transport;
    private final Connections connections;
    private final Problems problems;
    private final View view;
    private final Alarm alarm;
    private final Set<String> complained = new HashSet<>();
    private final Set<String> seeds = new HashSet<>();
    private String own = "";
    private boolean paused;
    private boolean closed;

    Dialer(
            Vertx vertx,
            Transport transport,
            CrdtOptions options,
            RandomGenerator random,
            Connections connections,
            Problems problems) {
        this.transport = transport;
        this.connections = connections;
        this.problems = problems;
        view = new View(options.reconnectMinMillis(), options.reconnectMaxMillis(), random);
        alarm = new Alarm(vertx, this::step);
    }

    /** Begins to dial, what has been added before too. */
    void start(String ownAddress) {
        own = ownAddress;
        view.start(ownAddress);
        step();
    }

    void add(Address seed) {
        seeds.add(seed.toString());
        view.addSeed(seed.toString());
        step();
    }

    /** Takes note of who is listed at an address; null if nobody is. {@link #step} acts on it. */
    void list(String address, @Nullable ReplicaId replica) {
        view.list(address, replica);
        if (replica == null) {
            complained.remove(address);
        }
    }

    void onOpened(int link, ReplicaId replica) {
        view.opened(link, replica, Alarm.nowMillis());
        step();
    }

    void onClosed(int link) {
        view.closed(link, Alarm.nowMillis());
        step();
    }

    boolean isLinkedTo(String address) {
        return view.isLinkedTo(address);
    }

    /** Tells whether it was given anybody to dial; where this node is itself, nobody else is. */
    boolean hasSeeds() {
        return seeds.stream().anyMatch(seed -> !seed.equals(own));
    }

    /** Dials nobody until {@link #resume}; links whose dials are under way are closed as soon as they are there. */
    void pause() {
        paused = true;
        alarm.cancel();
    }

    void resume() {
        paused = false;
        view.retryNow();
        step();
    }

    void close() {
        closed = true;
        alarm.cancel();
    }

    /** Does what is due. */
    void step() {
        if (closed || paused) {
            return;
        }
        View.Plan plan = view.next(Alarm.nowMillis());
        plan.drops().forEach(link -> connections.drop(link, "neither side's view has the other"));
        plan.dials().forEach(this::dial);
        alarm.set(view.nextWakeMillis());
    }

    private void dial(String address) {
        Address to;
        try {
            to = Address.parse(address);
        } catch (IllegalArgumentException e) {
            failed(address, e);
            return;
        }
        transport.dial(to).onComplete(link -> dialed(address, link), failure -> failed(address, failure));
    }

    private void dialed(String address, Link link) {
        if (closed || paused) {
            link.close();
            view.dialFailed(address, Alarm.nowMillis());
            return;
        }
        complained.remove(address);
        int id = connections.register(link);
        view.dialed(address, id);
        connections.open(id, true);
    }

    private void failed(String address, Throwable failure) {
        if (!closed && !paused && complained.add(address)) {
            problems.add(failure.getMessage() + "; trying on");
        }
        view.dialFailed(address, Alarm.nowMillis());
        step();
    }
}

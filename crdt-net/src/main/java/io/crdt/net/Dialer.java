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

    private final Vertx vertx;
    private final Transport transport;
    private final GossipDriver driver;
    private final View view;
    private final Set<String> complained = new HashSet<>();
    private long timer = -1;
    private long timerAt = Long.MAX_VALUE;
    private boolean closed;

    Dialer(Vertx vertx, Transport transport, CrdtOptions options, RandomGenerator random, GossipDriver driver) {
        this.vertx = vertx;
        this.transport = transport;
        this.driver = driver;
        view = new View(options.reconnectMinMillis(), options.reconnectMaxMillis(), random);
    }

    /** Begins to dial, what has been added before too. */
    void start(String ownAddress) {
        view.start(ownAddress);
        step();
    }

    void add(Address seed) {
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
        view.opened(link, replica, GossipDriver.nowMillis());
        step();
    }

    void onClosed(int link) {
        view.closed(link, GossipDriver.nowMillis());
        step();
    }

    boolean isLinkedTo(String address) {
        return view.isLinkedTo(address);
    }

    void close() {
        closed = true;
        cancelTimer();
    }

    /** Does what is due. */
    void step() {
        if (closed) {
            return;
        }
        View.Plan plan = view.next(GossipDriver.nowMillis());
        plan.drops().forEach(link -> driver.drop(link, "neither side's view has the other"));
        plan.dials().forEach(this::dial);
        setTimer();
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
        if (closed) {
            link.close();
            return;
        }
        complained.remove(address);
        int id = driver.register(link);
        view.dialed(address, id);
        driver.open(id, true);
    }

    private void failed(String address, Throwable failure) {
        if (complained.add(address) && !closed) {
            driver.problem(failure.getMessage() + "; trying on");
        }
        view.dialFailed(address, GossipDriver.nowMillis());
        step();
    }

    private void setTimer() {
        long wakeAt = view.nextWakeMillis();
        if (closed || wakeAt == timerAt) {
            return;
        }
        cancelTimer();
        if (wakeAt != Long.MAX_VALUE) {
            timerAt = wakeAt;
            timer = vertx.setTimer(Math.max(1, wakeAt - GossipDriver.nowMillis()), due -> {
                timerAt = Long.MAX_VALUE;
                step();
            });
        }
    }

    private void cancelTimer() {
        if (timerAt != Long.MAX_VALUE) {
            vertx.cancelTimer(timer);
            timerAt = Long.MAX_VALUE;
        }
    }
}

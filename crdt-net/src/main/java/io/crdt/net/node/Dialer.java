package io.crdt.net.node;

import io.crdt.membership.View;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.status.Problem;
import io.crdt.net.transport.Address;
import io.crdt.net.transport.Link;
import io.crdt.net.transport.Transport;
import io.crdt.net.transport.TransportException;
import io.crdt.replica.ReplicaId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
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
    private final Map<String, ReplicaId> listed = new HashMap<>();
    private final Set<Integer> dialed = new HashSet<>();
    private String own = "";
    private boolean paused;
    private boolean closed;

    Dialer(
            GossipThread thread,
            Transport transport,
            CrdtOptions options,
            RandomGenerator random,
            Connections connections,
            Problems problems) {
        this.transport = transport;
        this.connections = connections;
        this.problems = problems;
        view = new View(options.reconnectMinMillis(), options.reconnectMaxMillis(), random);
        alarm = new Alarm(thread, this::step);
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

    /** Returns whether it was a seed. */
    boolean remove(Address seed) {
        boolean was = seeds.remove(seed.toString());
        view.removeSeed(seed.toString());
        step();
        return was;
    }

    /** Takes note of who is listed at an address; null if nobody is. {@link #step} acts on it. */
    void list(String address, @Nullable ReplicaId replica) {
        view.list(address, replica);
        if (replica != null) {
            listed.put(address, replica);
        } else {
            listed.remove(address);
            complained.remove(address);
        }
    }

    /**
     * The peer on a link has said who it is. If it has dialed us and its certificate is for another host than that at which
     * the replica is listed, it need not be that one: the link stays, but the replica is dialed as if there were none.
     *
     * @param proved the names in the peer's certificate; none if it has proved nothing
     */
    void onOpened(int link, ReplicaId replica, Set<String> proved) {
        if (dialed.contains(link) || proved.isEmpty() || isForHostOf(replica, proved)) {
            view.opened(link, replica, Alarm.nowMillis());
            step();
        } else {
            problems.add(new Problem.HostMismatch(connections.remote(link), replica.label()));
        }
    }

    /**
     * A replica that is listed nowhere is dialed nowhere. Names are compared as they are written, so no IPv6 address is
     * judged.
     */
    private boolean isForHostOf(ReplicaId replica, Set<String> names) {
        boolean known = false;
        for (Map.Entry<String, ReplicaId> each : listed.entrySet()) {
            if (each.getValue().high() == replica.high()) {
                known = true;
                String host =
                        each.getKey().substring(0, Math.max(0, each.getKey().lastIndexOf(':')));
                if (host.contains(":") || names.stream().anyMatch(name -> isFor(host, name))) {
                    return true;
                }
            }
        }
        return !known;
    }

    /** Tells whether a name in a certificate is that of a host; its first label may be a star. */
    private static boolean isFor(String host, String name) {
        int label = host.indexOf('.');
        return name.equalsIgnoreCase(host)
                || name.startsWith("*.") && label > 0 && name.substring(1).equalsIgnoreCase(host.substring(label));
    }

    void onClosed(int link) {
        dialed.remove(link);
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
        Duration patience = Duration.ofMillis(view.patienceMillis(address));
        transport.dial(to, patience).onComplete(link -> dialed(address, link), failure -> failed(address, failure));
    }

    private void dialed(String address, Link link) {
        if (closed || paused) {
            link.close();
            view.dialFailed(address, Alarm.nowMillis());
            return;
        }
        complained.remove(address);
        int id = connections.register(link);
        dialed.add(id);
        view.dialed(address, id);
        connections.open(id, true);
    }

    private void failed(String address, Throwable failure) {
        if (!closed && !paused && complained.add(address)) {
            problems.add(new Problem.DialFailed(
                    address,
                    failure instanceof TransportException told ? told.kind() : TransportException.Kind.OTHER,
                    String.valueOf(failure.getMessage())));
        }
        view.dialFailed(address, Alarm.nowMillis());
        step();
    }
}

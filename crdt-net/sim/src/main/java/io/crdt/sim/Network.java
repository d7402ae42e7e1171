package io.crdt.sim;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.protocol.Event;
import io.crdt.protocol.Message;
import io.crdt.sim.SimulatedLink.End;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The links of the simulated network: dialed, cut, broken, and dialed again. */
final class Network {

    private static final int NOTICE_MILLIS = 200;
    private static final int LATE_NOTICE_MILLIS = 3000;
    private static final int CUT_TIMEOUT_MILLIS = 4000;

    /** What numbers are drawn for. */
    private static final int LINK = 2;

    private static final int NOTICE = 3;
    private static final int CUT = 4;

    private final Run run;
    private final World world;
    private final Traffic traffic;
    private final Dialing dialing;
    private final Map<Integer, SimulatedLink> connections = new LinkedHashMap<>();
    private final List<NetworkAction.Cut> cuts = new ArrayList<>();
    private final List<NetworkAction.Disturb> disturbances = new ArrayList<>();
    private int nextLink = 1;

    Network(Run run) {
        this.run = run;
        this.world = run.world();
        this.traffic = new Traffic(run, this);
        this.dialing = new Dialing(run, this);
    }

    Traffic traffic() {
        return traffic;
    }

    Dialing dialing() {
        return dialing;
    }

    Iterable<SimulatedLink> connections() {
        return connections.values();
    }

    List<NetworkAction.Disturb> disturbances() {
        return disturbances;
    }

    Chance chance(int from, int to) {
        return world.chance.of(-1L - from).of(to);
    }

    /** Opens a link, if both nodes run and hear each other. */
    @CanIgnoreReturnValue
    @Nullable
    SimulatedLink connect(SimNode from, SimNode to) {
        Life here = from.life();
        Life there = to.life();
        if (here == null || there == null || isCut(from, to) || isCut(to, from)) {
            return null;
        }
        int id = nextLink++;
        long chance = chance(from.index(), to.index()).bits(LINK, world.agenda.now());
        SimulatedLink connection = new SimulatedLink(id, chance, new End(from, here), new End(to, there));
        connections.put(id, connection);
        long accepted = world.agenda.now() + traffic.latency(connection, connection.dialer);
        long connected = accepted + traffic.latency(connection, connection.acceptor);
        connection.dialer.lastArrival = accepted;
        connection.acceptor.lastArrival = connected;
        world.trace.add(from.index(), "dials " + (world.trace.isKept() ? to.label() + " on link" : ""), id, null, 0);
        world.agenda.at(accepted, () -> tell(connection, connection.acceptor, new Event.Connected(id, false)));
        world.agenda.at(connected, () -> tell(connection, connection.dialer, new Event.Connected(id, true)));
        return connection;
    }

    void tell(SimulatedLink connection, End end, Event event) {
        if (!end.deaf && !end.knowsItIsDown) {
            end.life.submit(event);
        }
    }

    // Ends of links

    boolean isFree(int link, SimNode sender) {
        SimulatedLink connection = connections.get(link);
        return connection != null && !connection.endOf(sender).busy;
    }

    void send(int link, SimNode sender, Message message) {
        traffic.send(connections.get(link), link, sender, message);
    }

    /** One side closes: the other hears of it after all that was sent before. */
    void close(int link, SimNode node) {
        SimulatedLink connection = connections.get(link);
        if (connection != null) {
            End end = connection.endOf(node);
            noticed(connection, end);
            long arrival = Math.max(end.lastArrival, world.agenda.now() + traffic.latency(connection, end));
            world.agenda.at(arrival, () -> bringDown(connection, 0, false));
        }
    }

    /** Breaks all links between two nodes. */
    void breakLinks(int one, int other, boolean late) {
        for (SimulatedLink connection : List.copyOf(connections.values())) {
            if (connection.joins(one, other)) {
                world.trace.add(Trace.NETWORK, "breaks link", connection.id, null, 0);
                bringDown(connection, late ? LATE_NOTICE_MILLIS : NOTICE_MILLIS, late);
            }
        }
    }

    void crashed(SimNode node) {
        for (SimulatedLink connection : List.copyOf(connections.values())) {
            if (connection.touches(node)) {
                bringDown(connection, NOTICE_MILLIS, false);
            }
        }
    }

    private void bringDown(SimulatedLink connection, int noticeMillis, boolean delivers) {
        if (connections.remove(connection.id) == null) {
            return;
        }
        connection.up = false;
        Chance chance = new Chance(connection.chance);
        for (End end : List.of(connection.dialer, connection.acceptor)) {
            end.deaf = !delivers;
            long notice = chance.below(noticeMillis + 1, NOTICE, end == connection.dialer ? 0 : 1);
            world.agenda.after(notice, () -> {
                if (!end.knowsItIsDown) {
                    noticed(connection, end);
                    end.life.submit(new Event.Disconnected(connection.id));
                }
            });
        }
    }

    private void noticed(SimulatedLink connection, End end) {
        end.knowsItIsDown = true;
        dialing.lost(connection, end);
    }

    // Faults

    private boolean isCut(SimNode from, SimNode to) {
        for (NetworkAction.Cut cut : cuts) {
            if (cut.separates(from.index(), to.index())) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether what one node says does not get to the other one at present. */
    boolean isHeldBack(SimNode from, SimNode to) {
        return to.isStalled() || isCut(from, to);
    }

    /** Tells whether nothing hinders the link at present. */
    boolean isSound(SimulatedLink connection) {
        SimNode one = connection.dialer.node;
        SimNode other = connection.acceptor.node;
        return connection.up
                && !isHeldBack(one, other)
                && !isHeldBack(other, one)
                && !one.isSlow()
                && !other.isSlow()
                && one.life() == connection.dialer.life
                && other.life() == connection.acceptor.life
                && disturbances.stream()
                        .noneMatch(disturb -> disturb.node() == one.index() || disturb.node() == other.index());
    }

    /** What is sent across the cut waits; after some time links give up. */
    void cut(NetworkAction.Cut cut, long millis) {
        world.trace.add(Trace.NETWORK, "has it that", cut, millis);
        cuts.add(cut);
        for (SimulatedLink connection : connections.values()) {
            SimNode one = connection.dialer.node;
            SimNode other = connection.acceptor.node;
            if (cut.separates(one.index(), other.index()) || cut.separates(other.index(), one.index())) {
                long patience = 1 + new Chance(connection.chance).below(CUT_TIMEOUT_MILLIS, CUT, world.agenda.now());
                world.agenda.after(patience, () -> {
                    if (isCut(one, other) || isCut(other, one)) {
                        bringDown(connection, NOTICE_MILLIS, false);
                    }
                });
            }
        }
        run.later(millis, () -> {
            world.trace.add(Trace.NETWORK, "heals that", cut, millis);
            cuts.remove(cut);
            connections.values().forEach(traffic::release);
        });
    }

    void disturb(NetworkAction.Disturb disturb, long millis) {
        world.trace.add(Trace.NETWORK, "begins to", disturb, millis);
        disturbances.add(disturb);
        run.later(millis, () -> disturbances.remove(disturb));
    }

    /** A node that did not read goes on. */
    void hears(SimNode node) {
        for (SimulatedLink connection : List.copyOf(connections.values())) {
            if (connection.touches(node)) {
                traffic.release(connection);
            }
        }
    }

    /** Ends all faults. */
    void healAll() {
        cuts.clear();
        disturbances.clear();
        List.copyOf(connections.values()).forEach(traffic::release);
    }
}

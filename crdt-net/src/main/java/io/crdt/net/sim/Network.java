package io.crdt.net.sim;

import io.crdt.net.protocol.Event;
import io.crdt.net.protocol.Message;
import io.crdt.net.protocol.Message.Bye;
import io.crdt.net.protocol.Message.Push;
import io.crdt.net.sim.Connection.End;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** The simulated network: dials and dials again, carries messages in order, and does wrong what it is told to. */
final class Network {

    private static final int DIAL_RETRY_MILLIS = 300;
    private static final int LATE_MILLIS = 1000;
    private static final int DUPLICATE_LATE_MILLIS = 500;
    private static final int NOTICE_MILLIS = 200;
    private static final int LATE_NOTICE_MILLIS = 3000;
    private static final int CUT_TIMEOUT_MILLIS = 4000;
    private static final int SLOW_MILLIS_PER_ENTRY = 100;
    private static final int RECEIVING_EVERY_MILLIS = 200;
    private static final int RECEIVED_BYTES = 1 << 14;

    private final World world;
    private final SplittableRandom random;
    private final List<Topology.Pair> pairs;
    private final List<SimNode> nodes = new ArrayList<>();
    private final TreeMap<Integer, Connection> connections = new TreeMap<>();
    private final Map<Topology.Pair, Connection> dialed;
    private final Map<String, Long> messages = new TreeMap<>();
    private final int[][] cuts;
    private Faults faults;
    private int nextLink = 1;
    private long lost;

    Network(World world, SplittableRandom random) {
        this.world = world;
        this.random = random;
        this.faults = world.options.faults();
        int count = world.options.nodes();
        this.pairs = world.options.topology().pairs(count, random);
        this.dialed = new TreeMap<>(Comparator.comparingInt(Topology.Pair::from).thenComparingInt(Topology.Pair::to));
        this.cuts = new int[count][count];
    }

    void add(SimNode node) {
        nodes.add(node);
    }

    Map<String, Long> messages() {
        return messages;
    }

    long lost() {
        return lost;
    }

    // Links

    void booted(SimNode node, SimNode.Life life) {
        for (Topology.Pair pair : pairs) {
            if (pair.from() == node.index()) {
                dialLater(pair, node, life);
            }
        }
    }

    private void dialLater(Topology.Pair pair, SimNode from, SimNode.Life life) {
        world.agenda.after(1 + random.nextInt(DIAL_RETRY_MILLIS), () -> {
            if (from.life() == life) {
                dial(pair, from, life);
                dialLater(pair, from, life);
            }
        });
    }

    private void dial(Topology.Pair pair, SimNode from, SimNode.Life life) {
        SimNode to = nodes.get(pair.to());
        SimNode.Life there = to.life();
        Connection last = dialed.get(pair);
        boolean linked = from.isLinkedTo(to) || last != null && last.dialer.life == life && !last.dialer.knowsItIsDown;
        if (there == null || linked || isCut(from, to) || isCut(to, from)) {
            return;
        }
        Connection connection = new Connection(nextLink++, new End(from, life), new End(to, there));
        connections.put(connection.id, connection);
        dialed.put(pair, connection);
        long accepted = world.agenda.now() + latency();
        long connected = accepted + latency();
        connection.dialer.lastArrival = accepted;
        connection.acceptor.lastArrival = connected;
        world.trace.add(from.label(), "dials " + to.label() + " on link " + connection.id);
        world.agenda.at(
                accepted, () -> tell(connection, connection.acceptor, new Event.Connected(connection.id, false)));
        world.agenda.at(connected, () -> tell(connection, connection.dialer, new Event.Connected(connection.id, true)));
    }

    private static void tell(Connection connection, End end, Event event) {
        if (connection.up && !end.knowsItIsDown) {
            end.node.submit(end.life, event);
        }
    }

    /** One side closes: the other hears of it after all that was sent before. */
    void close(int link, SimNode node) {
        Connection connection = connections.get(link);
        if (connection != null) {
            End end = connection.endOf(node);
            end.knowsItIsDown = true;
            long arrival = Math.max(end.lastArrival, world.agenda.now() + latency());
            world.agenda.at(arrival, () -> bringDown(connection, 0));
        }
    }

    void breakRandomLink(SplittableRandom choices) {
        if (!connections.isEmpty()) {
            List<Connection> all = new ArrayList<>(connections.values());
            Connection connection = all.get(choices.nextInt(all.size()));
            world.trace.add("network", "link " + connection.id + " breaks");
            bringDown(connection, choices.nextInt(5) == 0 ? LATE_NOTICE_MILLIS : NOTICE_MILLIS);
        }
    }

    void crashed(SimNode node) {
        for (Connection connection : List.copyOf(connections.values())) {
            if (connection.touches(node)) {
                bringDown(connection, NOTICE_MILLIS);
            }
        }
    }

    private void bringDown(Connection connection, int noticeMillis) {
        if (connections.remove(connection.id) == null) {
            return;
        }
        connection.up = false;
        for (End end : List.of(connection.dialer, connection.acceptor)) {
            world.agenda.after(random.nextInt(noticeMillis + 1), () -> {
                if (!end.knowsItIsDown) {
                    end.knowsItIsDown = true;
                    end.node.submit(end.life, new Event.Disconnected(connection.id));
                }
            });
        }
    }

    // Cuts

    private boolean isCut(SimNode from, SimNode to) {
        return cuts[from.index()][to.index()] > 0;
    }

    /** From now on {@code to} hears nothing from {@code from}. What is sent waits; after some time links give up. */
    void cut(SimNode from, SimNode to) {
        cuts[from.index()][to.index()]++;
        for (Connection connection : connections.values()) {
            if (connection.joins(from, to)) {
                world.agenda.after(1 + random.nextInt(CUT_TIMEOUT_MILLIS), () -> {
                    if (isCut(from, to)) {
                        bringDown(connection, NOTICE_MILLIS);
                    }
                });
            }
        }
    }

    void mend(SimNode from, SimNode to) {
        int[] row = cuts[from.index()];
        row[to.index()] = Math.max(0, row[to.index()] - 1);
        if (!isCut(from, to)) {
            for (Connection connection : connections.values()) {
                if (connection.joins(from, to)) {
                    release(connection, connection.endOf(from));
                }
            }
        }
    }

    /** Ends all faults. */
    void mendAll() {
        faults = Faults.none();
        for (SimNode from : nodes) {
            for (SimNode to : nodes) {
                while (isCut(from, to)) {
                    mend(from, to);
                }
            }
        }
    }

    private void release(Connection connection, End end) {
        for (Message next = end.held.poll(); next != null; next = end.held.poll()) {
            transmit(connection, end, next);
        }
    }

    // Messages

    void send(int link, SimNode sender, Message message) {
        messages.merge(message.getClass().getSimpleName(), 1L, Long::sum);
        world.trace.add(sender.label(), "sends on link " + link, message);
        Connection connection = connections.get(link);
        if (connection == null) {
            return;
        }
        End end = connection.endOf(sender);
        if (end.busy && !(message instanceof Bye)) {
            throw world.violation(
                    Invariant.BOUNDED, sender.label(), "link " + link + " is busy, but it sends " + message);
        }
        end.busy = true;
        if (isCut(sender, connection.otherThan(end).node)) {
            end.held.add(message);
        } else {
            transmit(connection, end, message);
        }
    }

    private void transmit(Connection connection, End end, Message message) {
        End receiver = connection.otherThan(end);
        long transmission = transmissionMillis(end.node, message);
        world.agenda.after(transmission, () -> {
            end.busy = false;
            tell(connection, end, new Event.Drained(connection.id));
        });
        Message carried = world.wire.carry(message);
        if (carried == null || chance(faults.loss())) {
            lost++;
            world.trace.add("network", "loses the last message on link " + connection.id);
            return;
        }
        long arrival = world.agenda.now() + transmission + latency();
        if (chance(faults.delay())) {
            arrival += random.nextInt(LATE_MILLIS);
        } else {
            arrival = Math.max(arrival, end.lastArrival);
            end.lastArrival = arrival;
        }
        for (long at = world.agenda.now() + RECEIVING_EVERY_MILLIS; at < arrival; at += RECEIVING_EVERY_MILLIS) {
            if (transmission > 0) {
                world.agenda.at(
                        at, () -> tell(connection, receiver, new Event.Receiving(connection.id, RECEIVED_BYTES)));
            }
        }
        deliver(connection, receiver, carried, arrival);
        if (chance(faults.duplication())) {
            deliver(connection, receiver, carried, arrival + random.nextInt(DUPLICATE_LATE_MILLIS));
        }
    }

    private void deliver(Connection connection, End receiver, Message message, long at) {
        world.agenda.at(at, () -> {
            if (connection.up && receiver.node.life() == receiver.life) {
                world.trace.add(receiver.node.label(), "receives on link " + connection.id, message);
                tell(connection, receiver, new Event.Received(connection.id, message));
            }
        });
    }

    private long transmissionMillis(SimNode sender, Message message) {
        if (!sender.isSlow()) {
            return 0;
        }
        int entries = message instanceof Push push
                ? push.delta().entryCount() + push.delta().removals().size()
                : 0;
        return (long) SLOW_MILLIS_PER_ENTRY * Math.min(20, 1 + entries);
    }

    private long latency() {
        return random.nextLong(world.options.maxLatencyMillis() + 1);
    }

    private boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }
}

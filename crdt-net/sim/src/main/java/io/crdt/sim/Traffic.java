package io.crdt.sim;

import io.crdt.protocol.Event;
import io.crdt.protocol.Message;
import io.crdt.protocol.Message.Bye;
import io.crdt.protocol.Message.Push;
import io.crdt.sim.SimulatedLink.End;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The messages on the links: they travel in order, and take the time they take, unless something goes wrong. */
final class Traffic {

    private static final int LATE_MILLIS = 1000;
    private static final int DUPLICATE_LATE_MILLIS = 500;
    private static final int SLOW_MILLIS_PER_ENTRY = 100;
    private static final int RECEIVING_EVERY_MILLIS = 200;
    private static final int RECEIVED_BYTES = 1 << 14;

    /** What numbers are drawn for; the acceptor's are the next ones. */
    private static final int LATENCY = 10;

    private static final int LATE = 12;
    private static final int DUPLICATE_LATE = 14;
    private static final int SENDER = 16;

    private final Run run;
    private final World world;
    private final Network network;
    private final Map<Class<? extends Message>, long[]> messages = new HashMap<>();
    private long lost;

    Traffic(Run run, Network network) {
        this.run = run;
        this.world = run.world();
        this.network = network;
    }

    Map<String, Long> messages() {
        Map<String, Long> counts = new TreeMap<>();
        messages.forEach((kind, count) -> counts.put(kind.getSimpleName(), count[0]));
        return counts;
    }

    long lost() {
        return lost;
    }

    void send(@Nullable SimulatedLink connection, int link, SimNode sender, Message message) {
        messages.computeIfAbsent(message.getClass(), each -> new long[1])[0]++;
        world.trace.add(sender.index(), "sends on link", link, message, 0);
        if (connection == null) {
            return;
        }
        End end = connection.endOf(sender);
        if (end.busy && !(message instanceof Bye)) {
            throw world.violation(Invariant.BOUNDED, sender, "link " + link + " is busy, but it sends " + message);
        }
        end.busy = true;
        if (network.isHeldBack(sender, connection.otherThan(end).node)) {
            end.held.add(message);
            run.costs().waiting(end.held.size());
        } else {
            transmit(connection, end, message);
        }
    }

    /** Lets go of what waited for the receivers to hear again, if they do. */
    void release(SimulatedLink connection) {
        release(connection, connection.dialer);
        release(connection, connection.acceptor);
    }

    private void release(SimulatedLink connection, End end) {
        if (!end.held.isEmpty() && !network.isHeldBack(end.node, connection.otherThan(end).node)) {
            for (Message next = end.held.poll(); next != null; next = end.held.poll()) {
                transmit(connection, end, next);
            }
        }
    }

    private void transmit(SimulatedLink connection, End end, Message message) {
        End receiver = connection.otherThan(end);
        int side = side(connection, end);
        long number = end.sent++;
        long transmission = transmissionMillis(end.node, message);
        world.agenda.after(transmission, () -> {
            end.busy = false;
            network.tell(connection, end, new Event.Drained(connection.id));
        });
        Message carried = world.carry(message);
        if (carried != null) {
            run.costs().sent(connection, end, carried);
        }
        if (carried == null || hits(NetworkAction.Disturbance.LOSE, connection, end, number)) {
            lost++;
            world.trace.add(Trace.NETWORK, "loses the last message on link", connection.id, null, 0);
            return;
        }
        Chance chance = new Chance(connection.chance);
        long arrival = world.agenda.now() + transmission + latency(chance, side, number);
        if (hits(NetworkAction.Disturbance.DELAY, connection, end, number)) {
            arrival += chance.below(LATE_MILLIS, LATE + side, number);
        } else {
            arrival = Math.max(arrival, end.lastArrival);
            end.lastArrival = arrival;
        }
        for (long at = world.agenda.now() + RECEIVING_EVERY_MILLIS; at < arrival; at += RECEIVING_EVERY_MILLIS) {
            if (transmission > 0) {
                world.agenda.at(
                        at,
                        () -> network.tell(connection, receiver, new Event.Receiving(connection.id, RECEIVED_BYTES)));
            }
        }
        deliver(connection, receiver, carried, arrival);
        if (hits(NetworkAction.Disturbance.DOUBLE, connection, end, number)) {
            long later = chance.below(DUPLICATE_LATE_MILLIS, DUPLICATE_LATE + side, number);
            deliver(connection, receiver, carried, arrival + later);
        }
    }

    private void deliver(SimulatedLink connection, End receiver, Message message, long at) {
        world.agenda.at(at, () -> {
            if (!receiver.deaf && receiver.node.life() == receiver.life) {
                world.trace.add(receiver.node.index(), "receives on link", connection.id, message, 0);
                network.tell(connection, receiver, new Event.Received(connection.id, message));
            }
        });
    }

    private boolean hits(NetworkAction.Disturbance what, SimulatedLink connection, End end, long number) {
        for (NetworkAction.Disturb disturb : network.disturbances()) {
            if (disturb.what() == what
                    && (disturb.node() == connection.dialer.node.index()
                            || disturb.node() == connection.acceptor.node.index())
                    && disturb.hits(new Chance(connection.chance).bits(SENDER, side(connection, end)), number)) {
                return true;
            }
        }
        return false;
    }

    private static int side(SimulatedLink connection, End end) {
        return end == connection.dialer ? 0 : 1;
    }

    private static long transmissionMillis(SimNode sender, Message message) {
        if (!sender.isSlow()) {
            return 0;
        }
        int entries = message instanceof Push push
                ? push.delta().entryCount() + push.delta().removals().size()
                : 0;
        return (long) SLOW_MILLIS_PER_ENTRY * Math.min(20, 1 + entries);
    }

    long latency(SimulatedLink connection, End end) {
        return latency(new Chance(connection.chance), side(connection, end), -1);
    }

    private long latency(Chance chance, int side, long number) {
        return world.options.latency().millis(chance.fraction(LATENCY + side, number));
    }
}

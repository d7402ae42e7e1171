package io.crdt.net.node;

import io.crdt.codec.MessageCodec;
import io.crdt.net.options.LimitOptions;
import io.crdt.net.status.Problem;
import io.crdt.net.transport.Link;
import io.crdt.net.transport.TransportException;
import io.crdt.protocol.CloseReason;
import io.crdt.protocol.Event;
import io.crdt.protocol.Message;
import io.crdt.replica.ObjectId;
import io.crdt.replica.ReplicaId;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections of a node, by number: takes in new ones, ends those that may not stay, and counts what goes over them. */
final class Connections {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final ReplicaId replica;
    private final MessageCodec codec;
    private final LimitOptions limits;
    private final Gatekeeper gatekeeper;
    private final Problems problems;
    private final Consumer<Event> events;
    private final IntConsumer onGone;
    private final Consumer<Runnable> later;
    private final LongSupplier clock;
    private final Map<Integer, Connection> open = new TreeMap<>();
    private int last;
    private String refusing = "";
    private boolean closed;
    private long bytesIn;
    private long bytesOut;
    private long rejectedFrames;

    /**
     * Creates it without any.
     *
     * @param events takes what happens on them
     * @param onGone called with the number of each one that is gone
     * @param later runs what is left to do when others have had their turn
     * @param clock what the peers are told of this node's clock, in milliseconds since the epoch
     */
    Connections(
            ReplicaId replica,
            MessageCodec codec,
            LimitOptions limits,
            Gatekeeper gatekeeper,
            Problems problems,
            Consumer<Event> events,
            IntConsumer onGone,
            Consumer<Runnable> later,
            LongSupplier clock) {
        this.replica = replica;
        this.codec = codec;
        this.limits = limits;
        this.gatekeeper = gatekeeper;
        this.problems = problems;
        this.events = events;
        this.onGone = onGone;
        this.later = later;
        this.clock = clock;
    }

    /** Takes a link in and returns its number; {@link #open} begins to use it. */
    int register(Link link) {
        int id = ++last;
        open.put(id, new Connection(id, link, codec, limits, this));
        return id;
    }

    void open(int id, boolean dialed) {
        Connection connection = open.get(id);
        if (connection == null) {
            return;
        }
        if (!refusing.isEmpty()) {
            connection.open(dialed);
            sayBye(id, connection, CloseReason.Kind.OFFLINE, refusing);
            return;
        }
        String refusal = gatekeeper.refusal(connection.link());
        if (refusal != null) {
            connection.open(dialed);
            close(
                    id,
                    new Problem.LinkRefused(dialed ? connection.remote() : "a peer", refusal),
                    CloseReason.Kind.NOT_ALLOWED,
                    refusal);
            return;
        }
        Integer tooLong = gatekeeper.onConnected(id, connection.link(), dialed);
        submit(new Event.Connected(id, dialed, connection.link().peerNames(), clock.getAsLong()));
        connection.open(dialed);
        if (tooLong != null) {
            close(
                    tooLong,
                    new Problem.TooManyStrangers(remote(tooLong)),
                    CloseReason.Kind.TOO_MANY_LINKS,
                    "too many links are waiting for a hello");
        }
    }

    /** The peer has said who it is. */
    void opened(int id, ReplicaId peer, int maxMessageBytes) {
        Connection connection = open.get(id);
        if (connection != null) {
            connection.trust(maxMessageBytes);
        }
        gatekeeper.onOpened(id, peer);
    }

    void disconnected(int id, @Nullable TransportException cause) {
        Connection connection = open.remove(id);
        if (connection != null && cause != null && !closed) {
            problems.add(new Problem.LinkLost(connection.remote(), cause.kind(), cause.text()));
        }
        submit(new Event.Disconnected(id));
        gatekeeper.onDisconnected(id);
        onGone.accept(id);
    }

    void later(Runnable action) {
        later.accept(action);
    }

    /** Tells whether the peer has what this node lacks and cannot send it, see {@link Connection#isStarved}. */
    boolean isStarved(int id) {
        Connection connection = open.get(id);
        return connection != null && connection.isStarved();
    }

    void submit(Event event) {
        events.accept(event);
    }

    /** Every replica holds everything: a peer that may not read something cannot be sent the rest either. */
    void send(int id, Message message) {
        Connection connection = open.get(id);
        if (connection == null) {
            return;
        }
        ObjectId forbidden = gatekeeper.forbidden(id, message);
        if (forbidden == null) {
            connection.send(message);
        } else {
            close(
                    id,
                    new Problem.MayNotRead(gatekeeper.nameOf(id), forbidden.name()),
                    CloseReason.Kind.NOT_ALLOWED,
                    "you may not read \"" + forbidden.name() + "\", and a replica holds everything");
        }
    }

    /** Closes a link for something that its peer has sent; the peer is told why. */
    void fail(int id, String reason) {
        countRejected();
        close(id, new Problem.BadBytes(remote(id), reason), CloseReason.Kind.BAD_MESSAGE, reason);
    }

    private void close(int id, Problem problem, CloseReason.Kind kind, String reason) {
        Connection connection = open.get(id);
        if (connection != null) {
            problems.add(problem);
            sayBye(id, connection, kind, reason);
        }
    }

    private void sayBye(int id, Connection connection, CloseReason.Kind kind, String reason) {
        connection.send(new Message.Bye(kind, reason));
        end(id, connection);
    }

    /** Closes all links and takes no new ones until {@link #admit}; peers are told that this node is offline, and why. */
    void refuse(String reason) {
        refusing = reason;
        for (int id : List.copyOf(open.keySet())) {
            Connection connection = open.get(id);
            if (connection != null) {
                sayBye(id, connection, CloseReason.Kind.OFFLINE, reason);
                onGone.accept(id); // its peer may take its time to close, but nothing comes in from there any more
            }
        }
    }

    /** Takes links again. */
    void admit() {
        refusing = "";
    }

    /** Closes a link that is not needed any more. */
    void drop(int id, String reason) {
        Connection connection = open.get(id);
        if (connection != null) {
            LOG.debug("{} drops the link to {}: {}", replica, connection.remote(), reason);
            end(id, connection);
        }
    }

    /** A message that cannot be sent, for a value whose serializer fails, costs the link, not the node. */
    void cannotSend(int id, Throwable failure) {
        Connection connection = open.get(id);
        if (connection != null) {
            problems.add(new Problem.NotSent(connection.remote(), failure.toString()));
            end(id, connection);
        }
    }

    private void end(int id, Connection connection) {
        connection.close();
        submit(new Event.Disconnected(id));
    }

    /** Closes a link as the protocol wants it, which knows already. */
    void close(int id, CloseReason reason) {
        Connection connection = open.get(id);
        if (connection != null) {
            LOG.debug("{} closes the link to {}: {}", replica, connection.remote(), reason.text());
            if (!reason.isRoutine()) {
                problems.add(new Problem.LinkClosed(connection.remote(), reason));
            }
            connection.close();
        }
    }

    void problem(Problem problem) {
        problems.add(problem);
    }

    /**
     * All links together keep no more of incomplete messages than one message may have. If it becomes more, it is a link of
     * the owner who keeps the most that is closed, the largest, so splitting the buffers over many links gains a peer
     * nothing.
     */
    void limitStaged() {
        if (open.values().stream().mapToLong(Connection::stagedBytes).sum() <= limits.maxMessageBytes()) {
            return;
        }
        Map<String, Long> ofOwners = new HashMap<>();
        open.values().forEach(each -> ofOwners.merge(each.owner(), (long) each.stagedBytes(), Long::sum));
        long most = Collections.max(ofOwners.values());
        open.entrySet().stream()
                .filter(each -> ofOwners.getOrDefault(each.getValue().owner(), 0L) == most)
                .max(Comparator.comparingInt(each -> each.getValue().stagedBytes()))
                .ifPresent(largest -> fail(
                        largest.getKey(),
                        "too much comes in at once: all links together may keep " + limits.maxMessageBytes()
                                + " bytes of messages that are not complete, and "
                                + largest.getValue().owner() + " keeps " + most));
    }

    /** Returns what is at the other side of a link, for messages to people. */
    String remote(int id) {
        Connection connection = open.get(id);
        return connection == null ? "a peer that is gone" : connection.remote();
    }

    /** Tells the protocol that all links are gone, and complains no more about those that go. */
    void close() {
        for (int id : List.copyOf(open.keySet())) {
            submit(new Event.Disconnected(id));
        }
        closed = true;
    }

    void countRejected() {
        rejectedFrames++;
    }

    void countIn(long bytes) {
        bytesIn += bytes;
    }

    void countOut(long bytes) {
        bytesOut += bytes;
    }

    /** Returns how many frames, and messages made of them, were not taken. */
    long rejectedFrames() {
        return rejectedFrames;
    }

    /** Returns how many bytes have come in, frame lengths included. */
    long bytesIn() {
        return bytesIn;
    }

    /** Returns how many bytes have gone out, frame lengths included. */
    long bytesOut() {
        return bytesOut;
    }
}

package io.crdt.sim;

import io.crdt.codec.LinkEncoder;
import io.crdt.protocol.Message;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A link between two lives of nodes, as the network has it. */
final class SimulatedLink {

    final int id;

    /** What chance knows it by: it does not depend on what else has been dialed. */
    final long chance;

    final End dialer;
    final End acceptor;

    /** What was sent on it, if that is counted. */
    long bytes;

    /** Whether it takes messages. The ends find out later that it does not. */
    boolean up = true;

    /** One side of a connection, with what it sends. */
    static final class End {
        final SimNode node;
        final Life life;

        /** What waits for the receiver to hear again. */
        final Deque<Message> held = new ArrayDeque<>();

        /** What counts the bytes of what it sends, if they are counted. */
        @Nullable
        LinkEncoder encoder;

        long lastArrival;
        long sent;
        boolean busy;
        boolean knowsItIsDown;

        /** Whether what arrives is lost. */
        boolean deaf;

        End(SimNode node, Life life) {
            this.node = node;
            this.life = life;
        }
    }

    SimulatedLink(int id, long chance, End dialer, End acceptor) {
        this.id = id;
        this.chance = chance;
        this.dialer = dialer;
        this.acceptor = acceptor;
    }

    End endOf(SimNode node) {
        return dialer.node == node ? dialer : acceptor;
    }

    End otherThan(End end) {
        return end == dialer ? acceptor : dialer;
    }

    /** Tells whether both sides have introduced themselves. */
    boolean isGreeted() {
        return dialer.sent > 0 && acceptor.sent > 0;
    }

    boolean joins(int one, int other) {
        int from = dialer.node.index();
        int to = acceptor.node.index();
        return from == one && to == other || from == other && to == one;
    }

    boolean touches(SimNode node) {
        return dialer.node == node || acceptor.node == node;
    }
}

package io.crdt.net.sim;

import io.crdt.net.protocol.Message;
import java.util.ArrayDeque;
import java.util.Deque;

/** A link between two lives of nodes, as the network has it. */
final class Connection {

    final int id;
    final End dialer;
    final End acceptor;

    /** Whether messages still come through. The ends find out later. */
    boolean up = true;

    /** One side of a connection, with what it sends. */
    static final class End {
        final SimNode node;
        final SimNode.Life life;

        /** What waits for a cut to heal. */
        final Deque<Message> held = new ArrayDeque<>();

        long lastArrival;
        boolean busy;
        boolean knowsItIsDown;

        End(SimNode node, SimNode.Life life) {
            this.node = node;
            this.life = life;
        }
    }

    Connection(int id, End dialer, End acceptor) {
        this.id = id;
        this.dialer = dialer;
        this.acceptor = acceptor;
    }

    End endOf(SimNode node) {
        return dialer.node == node ? dialer : acceptor;
    }

    End otherThan(End end) {
        return end == dialer ? acceptor : dialer;
    }

    boolean joins(SimNode from, SimNode to) {
        return dialer.node == from && acceptor.node == to || dialer.node == to && acceptor.node == from;
    }

    boolean touches(SimNode node) {
        return dialer.node == node || acceptor.node == node;
    }
}

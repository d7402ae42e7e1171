package io.crdt.sim;

import io.crdt.clock.Timestamp;
import io.crdt.membership.Members;
import io.crdt.protocol.Effect;
import io.crdt.protocol.Event;
import io.crdt.replica.ReplicaState;

/**
 * The steps of a simulated node that a mistake could be in. Here each is done right; tests of the simulator do one wrong, to
 * see that an invariant notices.
 */
class Conduct {

    static final Conduct RIGHT = new Conduct();

    /** Returns the state with which a node starts. */
    ReplicaState recover(Disk disk) {
        return disk.read();
    }

    /** Returns from which number a life draws its incarnations. */
    int incarnationsOf(int life) {
        return life;
    }

    /** Returns the state that a node has come to, given the one of its replica. */
    ReplicaState reached(ReplicaState ofReplica) {
        return ofReplica;
    }

    /** Returns the time after which the next operation has to be, given the greatest so far. */
    Timestamp notBefore(Timestamp greatest, Operation next) {
        return greatest;
    }

    /** The replica of a node has changed, and that is not on the disk yet. */
    void changed(Life life, ReplicaState state) {}

    /** Sends what the protocol says. */
    void send(Life life, Effect.Send send) {
        life.transmit(send.link(), send.message());
    }

    /** A node has done all that an event led to. */
    void handled(Life life, Event event) {}

    /** Returns what a node finds out about its own entry among the members, for the trace. */
    Object review(Members members) {
        return members.review();
    }
}

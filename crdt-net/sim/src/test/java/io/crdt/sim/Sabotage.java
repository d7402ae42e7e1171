package io.crdt.sim;

import io.crdt.causal.VersionVector;
import io.crdt.clock.Timestamp;
import io.crdt.membership.Members;
import io.crdt.protocol.Effect;
import io.crdt.protocol.Event;
import io.crdt.protocol.Message;
import io.crdt.protocol.PeerView;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.StateDelta;
import java.util.List;

/** Nodes that do one thing wrong. */
final class Sabotage {

    /** A node tells others of states that are not persisted yet. */
    static final Conduct SHARES_BEFORE_PERSISTING = new Conduct() {
        @Override
        void changed(Life life, ReplicaState state) {
            life.submit(new Event.StateAdvanced(state));
        }
    };

    /** A node writes under the name of its first life in every other one. */
    static final Conduct REUSES_INCARNATIONS = new Conduct() {
        @Override
        int incarnationsOf(int life) {
            return 1;
        }
    };

    /** A node starts again without what it had persisted. */
    static final Conduct FORGETS_ON_RESTART = new Conduct() {
        @Override
        ReplicaState recover(Disk disk) {
            return ReplicaState.empty();
        }
    };

    /** A node that starts applies what is there of a record that was only partly written. */
    static final Conduct APPLIES_TORN_RECORDS = new Conduct() {
        @Override
        ReplicaState recover(Disk disk) {
            ReplicaState state = disk.lastCheckpoint();
            List<StateDelta> log = disk.log();
            for (int i = 0; i < log.size(); i++) {
                state = state.apply(i == log.size() - 1 ? firstHalf(log.get(i)) : log.get(i));
            }
            return state;
        }
    };

    /** A node does not look whether it is among the members still. */
    static final Conduct OVERLOOKS_ITS_RETIREMENT = new Conduct() {
        @Override
        Object review(Members members) {
            return "nothing";
        }
    };

    /** A node sends on a link that is busy. */
    static final Conduct DOES_NOT_WAIT = new Conduct() {
        @Override
        void send(Life life, Effect.Send send) {
            super.send(life, send);
            life.transmit(send.link(), send.message());
        }
    };

    /** A node forgets what it knew now and then, without a restart. */
    static final Conduct GOES_BACK = new Conduct() {
        @Override
        ReplicaState reached(ReplicaState ofReplica) {
            return ReplicaState.empty();
        }
    };

    /** The clock of a replica runs backwards. */
    static final Conduct CLOCK_RUNS_BACK = new Conduct() {
        @Override
        Timestamp notBefore(Timestamp greatest, Operation next) {
            return next.time();
        }
    };

    /** A node tells everybody all it has, whenever it wakes up. */
    static final Conduct CHATTERS = new Conduct() {
        @Override
        void handled(Life life, Event event) {
            if (event instanceof Event.Tick) {
                Message all = new Message.Push(life.node.disk().acknowledged().deltaSince(VersionVector.EMPTY));
                for (PeerView peer : life.gossip.peers()) {
                    if (life.isFree(peer.link())) {
                        life.transmit(peer.link(), all);
                    }
                }
            }
        }

        @Override
        void send(Life life, Effect.Send send) {
            if (life.isFree(send.link())) { // else the chatter is still on its way, which the protocol does not know of
                super.send(life, send);
            }
        }
    };

    private Sabotage() {}

    private static StateDelta firstHalf(StateDelta delta) {
        int half = delta.objects().size() / 2;
        return new StateDelta(
                delta.from(),
                delta.to(),
                delta.objects().subList(0, half),
                delta.removals(),
                delta.chains(),
                delta.survivors());
    }
}

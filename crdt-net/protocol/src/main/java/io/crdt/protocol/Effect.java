package io.crdt.protocol;

import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.replica.Clash;
import io.crdt.replica.ObjectId;
import io.crdt.replica.ReplicaId;
import java.util.Map;
import java.util.SortedSet;

/** What a {@link Gossip} wants done. */
public sealed interface Effect {

    /**
     * Send a message. Each one has to be answered with {@link Event.Drained} as soon as the network has taken it; until
     * then nothing more is sent on the link, but perhaps a {@link Message.Bye}.
     *
     * @param link where to
     * @param message what
     */
    record Send(int link, Message message) implements Effect {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * The peer has said who it is. If there is a link to it already, a {@link Close} of either follows.
     *
     * @param link the link
     * @param replica the peer
     * @param maxMessageBytes how large a message it takes
     * @param clockMillis what its clock showed when it was connected, in milliseconds since the epoch; 0 if it does not tell
     */
    record Opened(int link, ReplicaId replica, int maxMessageBytes, long clockMillis) implements Effect {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * A peer says that it is a replica which the peer of another link, that is alive, says it is as well. It may be the same
     * one, which has lost the other link, a copy of it, or somebody who lies. The other link is not closed for it.
     *
     * @param link the newer link
     * @param other the link that stood before
     * @param replica who both say they are
     * @param kept whether the newer link stays, beside the other one; if not, a {@link Close} follows
     */
    record Claimed(int link, int other, ReplicaId replica, boolean kept) implements Effect {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * Close a link, after everything sent on it before.
     *
     * @param link the link
     * @param reason why
     */
    record Close(int link, CloseReason reason) implements Effect {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * A delta of a peer could not be applied; nothing has changed.
     *
     * @param link where it came from
     * @param reason why
     */
    record Rejected(int link, CloseReason.BadMessage reason) implements Effect {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * A delta of a peer would have changed an object that it may not write; nothing has changed. The link is closed.
     *
     * @param link where it came from
     * @param object the object
     */
    record Refused(int link, ObjectId object) implements Effect {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * A peer claims the same context but has another fingerprint: one of the two states is damaged. It is looked into and
     * repaired; {@link Repaired} tells what has changed here.
     *
     * @param link where the peer is
     */
    record Diverged(int link) implements Effect {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * A damaged replica was repaired with what a peer has, or one with what a damaged peer has: there is no telling.
     *
     * @param link where the peer is
     * @param dots what has come or got another payload, object by object
     */
    record Repaired(int link, Map<ObjectId, SortedSet<Dot>> dots) implements Effect {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * Times came in that are too far ahead of this replica's clock to be adopted; {@link io.crdt.replica.Replica#clockSkew}
     * tells of which incarnations. What has them was applied.
     *
     * @param link where they came from
     * @param replica which peer that is
     */
    record TimesAhead(int link, ReplicaId replica) implements Effect {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * A peer uses the name of a key for something else than this process does. What came was applied; each clash is reported
     * once.
     *
     * @param link where it came from
     * @param clash which key, and what each of them uses it for
     */
    record Clashed(int link, Clash clash) implements Effect {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * A peer says that this replica's own incarnation is forked, and has said so of too many: it is not believed, and this
     * replica goes on writing under it.
     *
     * @param origin the incarnation
     */
    record ForkIgnored(Incarnation origin) implements Effect {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * Two processes have written under one incarnation, since the memory of one was copied. If it is this replica's, its
     * next write takes a fresh one.
     *
     * @param origin the incarnation
     */
    record Forked(Incarnation origin) implements Effect {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * A peer has all that the application {@linkplain Event.Await waits} for.
     *
     * @param number that of the wait
     * @param replica the peer
     * @param durable whether it has it on a disk; if not, it may say so later
     */
    record Confirmed(long number, ReplicaId replica, boolean durable) implements Effect {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /** Has a handler handle this effect. */
    void accept(Handler handler);

    /** Handles effects of every kind; one without a method here does not compile. */
    interface Handler {
        void handle(Send send);

        void handle(Opened opened);

        void handle(Claimed claimed);

        void handle(Close close);

        void handle(Rejected rejected);

        void handle(Refused refused);

        void handle(Diverged diverged);

        void handle(Repaired repaired);

        void handle(TimesAhead timesAhead);

        void handle(Clashed clashed);

        void handle(ForkIgnored forkIgnored);

        void handle(Forked forked);

        void handle(Confirmed confirmed);
    }
}

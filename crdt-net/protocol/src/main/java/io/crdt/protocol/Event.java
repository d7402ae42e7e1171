package io.crdt.protocol;

import io.crdt.causal.VersionVector;
import io.crdt.replica.ReplicaState;
import java.util.Set;

/** What a {@link Gossip} has to know of the world. Links are named by numbers that are never used again. */
public sealed interface Event {

    /** Time has passed; due at {@link Gossip#nextWakeMillis} at the latest. */
    record Tick() implements Event {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * A link is up.
     *
     * @param link the link
     * @param dialed whether this side opened it
     * @param proved the names under which the other side has proved who it is, by a certificate; none if it has not
     * @param clockMillis what this side's clock shows, to be told to the other side, in milliseconds since the epoch; 0 if
     *     it is not to be told
     */
    record Connected(int link, boolean dialed, Set<String> proved, long clockMillis) implements Event {

        public Connected {
            proved = Set.copyOf(proved);
        }

        /** A link is up, and the other side has proved nothing. */
        public Connected(int link, boolean dialed) {
            this(link, dialed, Set.of());
        }

        /** A link is up, and the other side is not told the time. */
        public Connected(int link, boolean dialed, Set<String> proved) {
            this(link, dialed, proved, 0);
        }

        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * A link is down.
     *
     * @param link the link
     */
    record Disconnected(int link) implements Event {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * A message has come in.
     *
     * @param link where it came from
     * @param message what it says
     */
    record Received(int link, Message message) implements Event {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * Part of a message has come in. A long delta takes its time; as long as it comes fast enough, nobody else is asked.
     *
     * @param link where it comes from
     * @param bytes how many bytes of it have come since the last such event
     */
    record Receiving(int link, long bytes) implements Event {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * A link takes messages again: the network has taken the last one that was sent on it.
     *
     * @param link the link
     */
    record Drained(int link) implements Event {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * A link takes messages again: the delta that was being sent on it is larger than the peer takes and was broken off.
     *
     * @param link the link
     */
    record BrokenOff(int link) implements Event {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * The replica has a newer state that may be told to others: without a store every new state, with one as soon as it is
     * safe there. A state never leaves the replica before.
     *
     * @param state the state
     */
    record StateAdvanced(ReplicaState state) implements Event {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * The application wants to know who has all that; each replica is named once by {@link Effect.Confirmed}, and once more if it
     * has it on a disk.
     *
     * @param number what the answers have, too; not used before
     * @param context what the replica has; it may be told later than this
     */
    record Await(long number, VersionVector context) implements Event {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * The application does not wait any more.
     *
     * @param number that of the {@link Await}
     */
    record Forget(long number) implements Event {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /** Has a handler handle this event. */
    void accept(Handler handler);

    /** Handles events of every kind; one without a method here does not compile. */
    interface Handler {
        void handle(Tick tick);

        void handle(Connected connected);

        void handle(Disconnected disconnected);

        void handle(Received received);

        void handle(Receiving receiving);

        void handle(Drained drained);

        void handle(BrokenOff brokenOff);

        void handle(StateAdvanced stateAdvanced);

        void handle(Await await);

        void handle(Forget forget);
    }
}

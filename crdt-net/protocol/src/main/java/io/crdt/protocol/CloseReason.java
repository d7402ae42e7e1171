package io.crdt.protocol;

import io.crdt.replica.ObjectId;
import io.crdt.replica.ReplicaId;

/** Why the protocol closes a link. */
public sealed interface CloseReason {

    /** Returns it as a sentence for people; a {@link Message.Bye} tells the peer the same. */
    String text();

    /**
     * Tells whether there is nothing to report: the link is one too many, which is how two replicas that dial each other come
     * to one, or another effect has reported why.
     */
    default boolean isRoutine() {
        return false;
    }

    /**
     * The peer has closed it.
     *
     * @param words what it says, cut to a length that fills no log
     */
    record SaidByPeer(String words) implements CloseReason {
        @Override
        public String text() {
            return "the peer says: " + words;
        }
    }

    /** Another message came before the hello. */
    record BeforeHello() implements CloseReason {
        @Override
        public String text() {
            return "a message came before the hello";
        }
    }

    /** The peer said hello twice. */
    record SecondHello() implements CloseReason {
        @Override
        public String text() {
            return "a second hello on one link";
        }
    }

    /**
     * The peer is of another cluster.
     *
     * @param here the name of the cluster here
     * @param there the name of the peer's
     */
    record OtherCluster(String here, String there) implements CloseReason {
        @Override
        public String text() {
            return "this is cluster \"" + here + "\", not \"" + there + "\"";
        }
    }

    /**
     * The peer opens a space that is not here.
     *
     * @param here the number of the only space here
     * @param there the number of the peer's
     */
    record OtherSpace(long here, long there) implements CloseReason {
        @Override
        public String text() {
            return "this replica has one space, " + here + ", and not " + Long.toUnsignedString(there);
        }
    }

    /** The peer is the replica itself. */
    record Itself() implements CloseReason {
        @Override
        public String text() {
            return "this is the replica itself";
        }

        @Override
        public boolean isRoutine() {
            return true;
        }
    }

    /** A newer link to the same peer stays. */
    record Replaced() implements CloseReason {
        @Override
        public String text() {
            return "another link has taken its place";
        }

        @Override
        public boolean isRoutine() {
            return true;
        }
    }

    /** An older link to the same peer stays. */
    record Duplicate() implements CloseReason {
        @Override
        public String text() {
            return "there is a link already";
        }

        @Override
        public boolean isRoutine() {
            return true;
        }
    }

    /**
     * Somebody else on a link that is alive says that it is this replica; {@link Effect.Claimed} has reported it.
     *
     * @param replica who both say they are
     */
    record AlreadyLinked(ReplicaId replica) implements CloseReason {
        @Override
        public String text() {
            return "there is a link to " + replica + " already, and it is alive";
        }

        @Override
        public boolean isRoutine() {
            return true;
        }
    }

    /**
     * The peer has written to what it may not write; {@link Effect.Refused} has reported it.
     *
     * @param object the object
     */
    record MayNotWrite(ObjectId object) implements CloseReason {
        @Override
        public String text() {
            return "you may not write \"" + object.name() + "\"; nothing of the delta was applied";
        }

        @Override
        public boolean isRoutine() {
            return true;
        }
    }

    /**
     * What the peer sent contradicts itself or what is here; nothing of it was applied.
     *
     * @param why what is wrong with it
     */
    record BadMessage(String why) implements CloseReason {
        @Override
        public String text() {
            return why;
        }
    }

    /**
     * The peer did not say who it is.
     *
     * @param millis how long it had time
     */
    record NoHello(long millis) implements CloseReason {
        @Override
        public String text() {
            return "no hello within " + millis + " ms";
        }
    }

    /**
     * The peer has fallen silent.
     *
     * @param millis for how long
     */
    record Silent(long millis) implements CloseReason {
        @Override
        public String text() {
            return "nothing heard for " + millis + " ms";
        }
    }
}

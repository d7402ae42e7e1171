package io.crdt.protocol;

import io.crdt.replica.ObjectId;
import io.crdt.replica.ReplicaId;
import java.util.List;

/** Why the protocol closes a link. */
public sealed interface CloseReason {

    /**
     * What a peer is told that a link is closed for, as a number on the wire; those of later editions are {@link #OTHER}
     * here.
     */
    enum Kind {
        /** Anything else: see the text. */
        OTHER(0),

        /** The user of the sender has taken it offline. */
        OFFLINE(1),

        /** The receiver is of another cluster, or has another space. */
        ELSEWHERE(2),

        /** What the receiver sent cannot be read, comes at the wrong time, or contradicts itself or what is here. */
        BAD_MESSAGE(3),

        /** The receiver may not link to the sender, or not read or write what it would have to. */
        NOT_ALLOWED(4),

        /** The receiver did not say who it is, or has fallen silent. */
        SILENT(5),

        /** There is another link, or no need of one. */
        NOT_NEEDED(6),

        /** There are too many links. */
        TOO_MANY_LINKS(7);

        private static final List<Kind> ALL = List.of(values());

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        /** Returns the kind that a number on the wire stands for. */
        public static Kind of(long number) {
            return ALL.stream()
                    .filter(kind -> kind.number == number)
                    .findFirst()
                    .orElse(OTHER);
        }

        /** Returns the number on the wire, the same in every edition. */
        public int number() {
            return number;
        }
    }

    /** Returns what kind of reason it is; a {@link Message.Bye} tells the peer the same. */
    Kind kind();

    /** Returns it as a sentence for people; a {@link Message.Bye} tells the peer the same. */
    String text();

    /**
     * Tells whether there is nothing to report: the link is one too many, which is how two replicas that dial each other
     * come to one, or another effect has reported why.
     */
    default boolean isRoutine() {
        return false;
    }

    /**
     * The peer has closed it.
     *
     * @param kind what it says that it closes it for
     * @param words what it says to people, cut to a length that fills no log
     */
    record SaidByPeer(Kind kind, String words) implements CloseReason {
        @Override
        public String text() {
            return "the peer says: " + words;
        }
    }

    /** Another message came before the hello. */
    record BeforeHello() implements CloseReason {
        @Override
        public Kind kind() {
            return Kind.BAD_MESSAGE;
        }

        @Override
        public String text() {
            return "a message came before the hello";
        }
    }

    /** The peer said hello twice. */
    record SecondHello() implements CloseReason {
        @Override
        public Kind kind() {
            return Kind.BAD_MESSAGE;
        }

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
        public Kind kind() {
            return Kind.ELSEWHERE;
        }

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
        public Kind kind() {
            return Kind.ELSEWHERE;
        }

        @Override
        public String text() {
            return "this replica has one space, " + here + ", and not " + Long.toUnsignedString(there);
        }
    }

    /** The peer is the replica itself. */
    record Itself() implements CloseReason {
        @Override
        public Kind kind() {
            return Kind.NOT_NEEDED;
        }

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
        public Kind kind() {
            return Kind.NOT_NEEDED;
        }

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
        public Kind kind() {
            return Kind.NOT_NEEDED;
        }

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
        public Kind kind() {
            return Kind.NOT_NEEDED;
        }

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
        public Kind kind() {
            return Kind.NOT_ALLOWED;
        }

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
        public Kind kind() {
            return Kind.BAD_MESSAGE;
        }

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
        public Kind kind() {
            return Kind.SILENT;
        }

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
        public Kind kind() {
            return Kind.SILENT;
        }

        @Override
        public String text() {
            return "nothing heard for " + millis + " ms";
        }
    }
}

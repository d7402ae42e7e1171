package io.crdt.protocol;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.replica.RangeSum;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.Section;
import io.crdt.replica.StateDelta;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What peers say to each other over a link. */
public sealed interface Message {

    /**
     * The first message on a link, from both sides: who is here, and a digest of what it has. If the digests are equal,
     * nothing more needs to be said.
     *
     * @param cluster the name of the cluster; replicas of different clusters do not talk
     * @param replica the sender
     * @param maxMessageBytes how large a message the sender takes
     * @param contextDigest {@link VersionVector#digest} of the sender's context
     * @param fingerprint the fingerprint of its state
     * @param space which of the sender's spaces this is about; so far a replica is one space, {@link #FIRST_SPACE}
     * @param clockMillis what the sender's clock showed, in milliseconds since the epoch; 0 if it does not tell
     */
    record Hello(
            String cluster,
            ReplicaId replica,
            int maxMessageBytes,
            long contextDigest,
            long fingerprint,
            long space,
            long clockMillis)
            implements Message {

        /** The space that every replica has. */
        public static final long FIRST_SPACE = 0;

        /** A hello for the first space, of a sender that does not tell the time. */
        public Hello(String cluster, ReplicaId replica, int maxMessageBytes, long contextDigest, long fingerprint) {
            this(cluster, replica, maxMessageBytes, contextDigest, fingerprint, FIRST_SPACE, 0);
        }

        @Override
        public List<StateDelta.ObjectEntries> objects() {
            return List.of();
        }

        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * What the sender has: its context, or of it only what has grown since it last told so on this link.
     *
     * @param context origins with the sequence numbers up to which the sender has everything
     * @param ask whether the sender wants to be sent what it lacks
     */
    record Have(VersionVector context, boolean ask) implements Message {
        @Override
        public List<StateDelta.ObjectEntries> objects() {
            return List.of();
        }

        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * A state delta.
     *
     * @param delta to be applied all at once if the receiver covers where it starts
     */
    record Push(StateDelta delta) implements Message {
        @Override
        public List<StateDelta.ObjectEntries> objects() {
            return delta.objects();
        }

        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * The wish not to be pushed the news of some origins any more: another peer brings it sooner. It holds until the
     * receiver answers a question with news of them.
     *
     * @param origins the origins, ascending
     */
    record Prune(Set<Incarnation> origins) implements Message {
        public Prune {
            origins = Collections.unmodifiableSet(new TreeSet<>(origins));
        }

        @Override
        public List<StateDelta.ObjectEntries> objects() {
            return List.of();
        }

        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * The periodic question whether both sides still have the same. Equal digests are answered with silence.
     *
     * @param contextDigest {@link VersionVector#digest} of the sender's context
     * @param fingerprint the fingerprint of its state
     */
    record Probe(long contextDigest, long fingerprint) implements Message {
        @Override
        public List<StateDelta.ObjectEntries> objects() {
            return List.of();
        }

        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * What the sender has, between two replicas whose contexts are equal and whose states are not.
     *
     * @param contextDigest the digest of the context; a peer with another one has nothing to say to this
     * @param sums what it has in some ranges of dots, in short, ascending; the receiver looks for what differs there
     * @param chains {@link io.crdt.replica.ReplicaState#chain} of some origins: first of all, then of those whose chain
     *     is the lesser one at the receiver
     * @param section what it has in other ranges, in full; the receiver takes that in and answers if the sender lacks
     *     something
     */
    record Repair(long contextDigest, List<RangeSum> sums, Map<Incarnation, Long> chains, Section section)
            implements Message {
        public Repair {
            sums = List.copyOf(sums);
            chains = Collections.unmodifiableMap(new TreeMap<>(chains));
        }

        @Override
        public List<StateDelta.ObjectEntries> objects() {
            return section.objects();
        }

        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * The news that two processes have written under the same incarnations. Nobody must write under them any more.
     *
     * @param origins the incarnations, ascending
     */
    record Forked(Set<Incarnation> origins) implements Message {
        public Forked {
            origins = Collections.unmodifiableSet(new TreeSet<>(origins));
        }

        @Override
        public List<StateDelta.ObjectEntries> objects() {
            return List.of();
        }

        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * The wish to be told as soon as the receiver has all that and may tell it: by a {@link Durable} if it has a disk that has it,
     * else by a {@link Have}. A later wish takes its place.
     *
     * @param context what the sender has, of at most {@link #MAX_ORIGINS} origins
     */
    record Confirm(VersionVector context) implements Message {

        /** So that a wish that is never fulfilled costs little. */
        public static final int MAX_ORIGINS = 256;

        public Confirm {
            requireFew(context);
        }

        static void requireFew(VersionVector context) {
            if (context.size() > MAX_ORIGINS) {
                throw new IllegalArgumentException(
                        "at most " + MAX_ORIGINS + " origins are confirmed at once, but here are " + context.size());
            }
        }

        @Override
        public List<StateDelta.ObjectEntries> objects() {
            return List.of();
        }

        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * The sender has that on its disk: the answer to a {@link Confirm}.
     *
     * @param context what the wish named
     */
    record Durable(VersionVector context) implements Message {

        public Durable {
            Confirm.requireFew(context);
        }

        @Override
        public List<StateDelta.ObjectEntries> objects() {
            return List.of();
        }

        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * A message of a kind that a later edition has added: it is skipped, and the link goes on.
     *
     * @param kind the number of the kind
     * @param bytes how long the message was, without its kind
     */
    record Unknown(int kind, int bytes) implements Message {
        @Override
        public List<StateDelta.ObjectEntries> objects() {
            return List.of();
        }

        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /**
     * The last message on a link: why the sender closes it.
     *
     * @param kind what for
     * @param text for people to read: one line, cut at 255 characters, perhaps empty
     */
    record Bye(CloseReason.Kind kind, String text) implements Message {

        private static final int MAX_TEXT = 255;

        public Bye {
            String printable = text.replaceAll("\\p{Cntrl}", " ");
            text = printable.length() <= MAX_TEXT ? printable : printable.substring(0, MAX_TEXT);
        }

        @Override
        public List<StateDelta.ObjectEntries> objects() {
            return List.of();
        }

        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }
    }

    /** Returns the entries that it brings, object by object: they must be readable by the peer that gets them. */
    List<StateDelta.ObjectEntries> objects();

    /** Has a handler handle this message. */
    void accept(Handler handler);

    /** Handles messages of every kind; one without a method here does not compile. */
    interface Handler {
        void handle(Hello hello);

        void handle(Have have);

        void handle(Push push);

        void handle(Prune prune);

        void handle(Probe probe);

        void handle(Repair repair);

        void handle(Forked forked);

        void handle(Confirm confirm);

        void handle(Durable durable);

        void handle(Unknown unknown);

        void handle(Bye bye);
    }
}

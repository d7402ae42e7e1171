package io.crdt.net.status;

import io.crdt.causal.Incarnation;
import io.crdt.membership.Members;
import io.crdt.net.store.StoreException;
import io.crdt.net.transport.TransportException;
import io.crdt.protocol.CloseReason;
import io.crdt.replica.Clash;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that is wrong with a node, or with what it sees. Programs decide by the variant and its components, people read
 * {@link #text}; the log has the same text. The components may hold words of peers as they came, {@link #text} is one line.
 */
public sealed interface Problem {

    /** Returns what happened and where, as one line for people. */
    default String text() {
        return oneLine(describe().sentence());
    }

    /** Returns all that there is to say about it. */
    Description describe();

    /**
     * Returns the group of problems that it belongs to if peers can make many that differ in words only, so that only the
     * latest few are listed; null if each is listed.
     */
    default @Nullable String crowd() {
        return null;
    }

    /** Returns a text without what ends a line or changes its direction: peers choose names, and must not write log lines. */
    static String oneLine(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", " ");
    }

    /** Who can do something about it. */
    enum Blame {
        /** This process. */
        THIS_NODE,

        /** The disk, or who else writes to it. */
        DISK,

        /** What the application has given to the node: keys, rules, watchers, classes. */
        APPLICATION,

        /** How nodes were started and configured. */
        CONFIGURATION,

        /** What is between the nodes. */
        NETWORK,

        /** The other side of a link. */
        PEER,

        /** It cannot be told from here. */
        UNKNOWN
    }

    /**
     * A problem in words.
     *
     * @param sentence what happened and where
     * @param blame who can do something about it
     * @param changed whether the state of this replica has changed by it
     * @param advice what to do
     */
    record Description(String sentence, Blame blame, boolean changed, String advice) {}

    // Links

    /**
     * A peer could not be reached; it is tried again.
     *
     * @param address what was dialed
     * @param kind what kind of failure it is
     * @param why the failure
     */
    record DialFailed(String address, TransportException.Kind kind, String why) implements Problem {
        @Override
        public String crowd() {
            return "failed dials";
        }

        @Override
        public Description describe() {
            return new Description(why + "; retrying", blame(kind), false, kind.advice());
        }
    }

    /**
     * A link has broken.
     *
     * @param peer where the peer is, or what it has proved to be
     * @param kind what kind of failure it is
     * @param cause what broke it
     */
    record LinkLost(String peer, TransportException.Kind kind, String cause) implements Problem {
        @Override
        public String crowd() {
            return "closed links";
        }

        @Override
        public Description describe() {
            return new Description("lost the link to " + peer + ": " + cause, blame(kind), false, kind.advice());
        }
    }

    /**
     * The protocol has closed a link on which something is wrong, or the peer has.
     *
     * @param peer where the peer is, or what it has proved to be
     * @param reason why
     */
    record LinkClosed(String peer, CloseReason reason) implements Problem {
        @Override
        public String crowd() {
            return "closed links";
        }

        @Override
        public Description describe() {
            return new Description(
                    "closed the link to " + peer + ": " + reason.text(),
                    Blame.PEER,
                    false,
                    "see what runs at that peer: its version, its cluster, and what its log says");
        }
    }

    /**
     * A peer whose certificate is not among those that are allowed got no link.
     *
     * @param peer where the peer is, or what it has proved to be
     * @param why why, as it was told
     */
    record LinkRefused(String peer, String why) implements Problem {
        @Override
        public String crowd() {
            return "closed links";
        }

        @Override
        public Description describe() {
            return new Description(
                    "refused " + peer + ": " + why,
                    Blame.CONFIGURATION,
                    false,
                    "add its name to allowedPeers, if it shall take part");
        }
    }

    /**
     * A link was closed to make room: its peer had not said who it is.
     *
     * @param peer where the peer is, or what it has proved to be
     */
    record TooManyStrangers(String peer) implements Problem {
        @Override
        public String crowd() {
            return "closed links";
        }

        @Override
        public Description describe() {
            return new Description(
                    "closed a link: too many links are waiting for a hello",
                    Blame.NETWORK,
                    false,
                    "see what connects to this port without being a node");
        }
    }

    /**
     * The transport reports what is wrong with it.
     *
     * @param kind what kind of failure it is
     * @param what what it says
     */
    record ReportedByTransport(TransportException.Kind kind, String what) implements Problem {
        @Override
        public Description describe() {
            return new Description(what, blame(kind), false, kind.advice());
        }
    }

    /**
     * A peer says that it is a replica which is listed at another host than its certificate is for.
     *
     * @param peer where the peer is, or what it has proved to be
     * @param replica who it says it is
     */
    record HostMismatch(String peer, String replica) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    peer + " says that it is " + replica
                            + ", but its certificate is not for a host at which that is listed; it is not"
                            + " taken for it",
                    Blame.CONFIGURATION,
                    false,
                    "advertise an address whose host is in the certificate");
        }
    }

    /**
     * Two links that are alive lead to peers which say that they are one replica.
     *
     * @param peer where the peer is, or what it has proved to be
     * @param other where the peer of the older link is
     * @param replica who both say they are
     * @param kept whether the newer link stays as well
     */
    record Claimed(String peer, String other, String replica, boolean kept) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    peer + " says that it is " + replica + ", as " + other
                            + " does, whose link is alive and stays; the new one "
                            + (kept ? "is kept beside it" : "was refused"),
                    Blame.PEER,
                    false,
                    "make sure that no two processes use one data directory, or a copy of it");
        }
    }

    // Messages

    /**
     * A peer sent bytes that are no message; its link was closed.
     *
     * @param peer where the peer is, or what it has proved to be
     * @param why what is wrong with them
     */
    record BadBytes(String peer, String why) implements Problem {
        @Override
        public String crowd() {
            return "closed links";
        }

        @Override
        public Description describe() {
            return new Description(
                    peer + " sent what cannot be taken: " + why,
                    Blame.PEER,
                    false,
                    "see whether the peer runs a version and a codec that fit this one");
        }
    }

    /**
     * A message could not be sent; its link was closed.
     *
     * @param peer where the peer is, or what it has proved to be
     * @param cause why
     */
    record NotSent(String peer, String cause) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    "could not send to " + peer + ": " + cause,
                    Blame.APPLICATION,
                    false,
                    "see whether a serializer fails, or memory is short");
        }
    }

    /**
     * A peer lacks more than it takes in one message.
     *
     * @param peer where the peer is, or what it has proved to be
     * @param what what it lacks
     * @param limit how many bytes it takes
     * @param bytes how many the message has, or more
     */
    record TooLargeForPeer(String peer, String what, long limit, long bytes) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    "could not send to " + peer + " all that it lacks, " + what + ": it takes messages of " + limit
                            + " bytes, and this one has " + bytes
                            + " or more. Until its maxMessageBytes is raised, or its heap, or"
                            + " enough of this is removed, it gets nothing that was written since",
                    Blame.CONFIGURATION,
                    false,
                    "raise maxMessageBytes at the peer, or remove some of it");
        }
    }

    /**
     * A peer has more than this node takes in one message.
     *
     * @param peer where the peer is, or what it has proved to be
     * @param limit how many bytes it takes
     */
    record TooLargeForNode(String peer, long limit) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    peer + " has more for this node than it takes: a message is larger than maxMessageBytes = " + limit
                            + ". Until that is raised, or enough is removed there, nothing that was written since comes from there",
                    Blame.CONFIGURATION,
                    false,
                    "raise maxMessageBytes here, or remove some of it there");
        }
    }

    /**
     * This node lacks what a peer has and cannot send, since it is more than this node takes.
     *
     * @param peer where the peer is, or what it has proved to be
     * @param operations how many operations it lacks
     * @param upTo up to which
     * @param limit how many bytes it takes
     */
    record LacksTooLarge(String peer, long operations, String upTo, long limit) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    "lacks " + operations + " operations that " + peer + " has, up to " + upTo
                            + ": they are more than maxMessageBytes = " + limit,
                    Blame.CONFIGURATION,
                    false,
                    "raise maxMessageBytes here");
        }
    }

    /**
     * A delta contradicts itself or what is here.
     *
     * @param peer where the peer is, or what it has proved to be
     * @param reason what is wrong with it
     */
    record DeltaRejected(String peer, CloseReason.BadMessage reason) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    "a delta from " + peer + " was rejected: " + reason.text(),
                    Blame.PEER,
                    false,
                    "see what runs at that peer; if it is this library, report it");
        }
    }

    // Rights

    /**
     * A peer wrote to what it may not write.
     *
     * @param peer where the peer is, or what it has proved to be
     * @param key the name of the key
     */
    record MayNotWrite(String peer, String key) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    "refused a delta of " + peer + ", who may not write \"" + key + "\"; nothing of it was applied",
                    Blame.PEER,
                    false,
                    "allow it in the authorization, or start that peer from an empty directory without such writes");
        }
    }

    /**
     * A peer may not read something that it would have to be sent.
     *
     * @param peer where the peer is, or what it has proved to be
     * @param key the name of the key
     */
    record MayNotRead(String peer, String key) implements Problem {
        @Override
        public String crowd() {
            return "closed links";
        }

        @Override
        public Description describe() {
            return new Description(
                    "closed the link to " + peer + ": you may not read \"" + key + "\", and a replica holds everything",
                    Blame.CONFIGURATION,
                    false,
                    "let only peers link to this node that may read everything");
        }
    }

    /**
     * The application's authorization threw an exception; that is taken as a no.
     *
     * @param right what it was asked about: read or write
     * @param cause what it threw
     */
    record RuleFailed(String right, String cause) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    right + " rule threw " + cause + "; access denied",
                    Blame.APPLICATION,
                    false,
                    "correct the authorization");
        }
    }

    // States

    /**
     * A peer has the same operations and another state; it is repaired.
     *
     * @param peer where the peer is, or what it has proved to be
     */
    record Diverged(String peer) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    "diverged from " + peer + ": equal version vectors, different fingerprints",
                    Blame.UNKNOWN,
                    false,
                    "check the disks and the memory of both, if it comes back");
        }
    }

    /**
     * This replica was repaired with what a peer has.
     *
     * @param peer where the peer is, or what it has proved to be
     * @param dots what came or got another payload, by object
     */
    record Repaired(String peer, String dots) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    "repaired with what " + peer + " has: " + dots,
                    Blame.UNKNOWN,
                    true,
                    "look at these objects: one of both replicas had them damaged");
        }
    }

    /**
     * A peer has had the same operations and another state for long.
     *
     * @param peer where the peer is, or what it has proved to be
     * @param millis for how long
     */
    record Differs(String peer, long millis) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    "differs from " + peer + " for " + millis + " ms, and it is not repaired",
                    Blame.UNKNOWN,
                    false,
                    "restart one of both from an empty directory");
        }
    }

    /**
     * Two processes have written under one incarnation.
     *
     * @param incarnation the incarnation
     */
    record Forked(Incarnation incarnation) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    "two processes write as " + incarnation
                            + ": the memory of one was copied while it ran; its writers go on under" + " another name",
                    Blame.CONFIGURATION,
                    false,
                    "start each process by itself, not from a snapshot of memory");
        }
    }

    /**
     * Peers say too often that this node's incarnation is forked.
     *
     * @param incarnation the incarnation
     */
    record ForkIgnored(Incarnation incarnation) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    "a peer says that two processes write as " + incarnation
                            + ", this node's incarnation; that was ignored, since peers have said so too often lately",
                    Blame.PEER,
                    false,
                    "find the peer that says so without reason");
        }
    }

    /**
     * Another process has written under an incarnation of this process.
     *
     * @param incarnation the incarnation
     */
    record Copied(Incarnation incarnation) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    "a copy of this process was started elsewhere, and both have written as " + incarnation
                            + ". Nothing is lost, but while they have one name they are not linked to each other; restart each,"
                            + " with a data directory of its own",
                    Blame.CONFIGURATION,
                    false,
                    "restart each, with a data directory of its own");
        }
    }

    /**
     * The name of a key is used for two things.
     *
     * @param clash which key, and what each side uses it for
     * @param source where the other use came from
     */
    record KeyClash(Clash clash, String source) implements Problem {
        @Override
        public Description describe() {
            return new Description(clash + "; " + source, Blame.APPLICATION, false, "give one of them another name");
        }
    }

    // Exchange

    /**
     * No peer could be reached for long.
     *
     * @param millis for how long
     */
    record NoPeerReached(long millis) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    "no peer could be reached for " + millis + " ms",
                    Blame.NETWORK,
                    false,
                    "see the failed dials among the problems of the status");
        }
    }

    /**
     * There are peers, but nothing was exchanged with any for long.
     *
     * @param millis for how long
     */
    record NothingExchanged(long millis) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    "nothing was exchanged with any peer for " + millis + " ms",
                    Blame.NETWORK,
                    false,
                    "look at the network and at the peers, which are named beside this");
        }
    }

    /**
     * A peer while nothing is exchanged with any.
     *
     * @param peer where the peer is, or what it has proved to be
     * @param links how many links there were to it
     * @param millis since when
     * @param answers whether anything came on the last one after the hello
     * @param lacks how many operations it lacks
     * @param lacksMillis for how long it has lacked some of them
     */
    record UselessPeer(String peer, int links, long millis, boolean answers, long lacks, long lacksMillis)
            implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    peer + ", " + links + (links == 1 ? " link" : " links") + " in " + millis + " ms, "
                            + (!answers
                                    ? "the last one without a word after the hello"
                                    : lacks == 0
                                            ? "is not known to lack anything"
                                            : "lacks " + lacks + " operations that are here, some of them for "
                                                    + lacksMillis + " ms"),
                    Blame.NETWORK,
                    false,
                    "look at the log of that peer");
        }
    }

    /**
     * This node lacks for long what a peer has.
     *
     * @param peer where the peer is, or what it has proved to be
     * @param operations how many operations it lacks
     * @param millis for how long it has lacked some of them
     */
    record Lacks(String peer, long operations, long millis) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    "lacks " + operations + " operations that " + peer + " has, some of them for " + millis + " ms",
                    Blame.NETWORK,
                    false,
                    "look at the link between both, and at the log of that peer");
        }
    }

    // Members

    /**
     * There are entries in the list of members that are not well-formed, or too many.
     *
     * @param ignored which, and why
     */
    record IgnoredMembers(Members.Ignored ignored) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    ignored.text(),
                    Blame.PEER,
                    false,
                    "call removeMalformedMembers or retireAll, once no newer version runs that knows what they mean");
        }
    }

    /** Somebody has retired this node, which runs. */
    record Readmitted() implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    "was retired by somebody, and is a member again",
                    Blame.CONFIGURATION,
                    true,
                    "close a node before it is retired");
        }
    }

    /** Another replica is listed at the address of this node. */
    record AddressTaken() implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    "another replica is listed at the address of this one; give each node an address of its own"
                            + " (advertisedAddress)",
                    Blame.CONFIGURATION,
                    false,
                    "give each node an address of its own (advertisedAddress)");
        }
    }

    // Clocks

    /**
     * A peer's clock and this node's showed different times when their link opened, by more than a minute.
     *
     * @param peer who and where the peer is
     * @param millis by how much
     * @param isAhead whether the peer's was ahead of this node's
     */
    record PeerClockDiffers(String peer, long millis, boolean isAhead) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    "the clock of " + peer + " was " + time(millis) + (isAhead ? " ahead of" : " behind")
                            + " this node's when their link opened",
                    Blame.UNKNOWN,
                    false,
                    "compare the clocks of both machines with a third");
        }
    }

    /**
     * The clocks of all peers were on the same side of this node's when their links opened.
     *
     * @param isAhead whether this node's clock is ahead of theirs
     * @param millis by how much at least
     * @param peers how many they are, two or more
     */
    record AloneWithItsTime(boolean isAhead, long millis, int peers) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    "this node's clock is probably " + (isAhead ? "ahead" : "behind") + ", by " + time(millis)
                            + " or more: those of all " + peers + " peers are " + (isAhead ? "behind" : "ahead of")
                            + " it",
                    Blame.CONFIGURATION,
                    false,
                    "set the clock of this machine");
        }
    }

    /**
     * This node's clock is behind those of the others.
     *
     * @param millis how far
     * @param incarnations how many say so
     */
    record ClockBehind(long millis, int incarnations) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    "this node's clock is probably about " + time(millis) + " behind: all " + incarnations
                            + " incarnations whose times came in lately are ahead of it by about the same",
                    Blame.CONFIGURATION,
                    false,
                    "set the clock of this machine");
        }
    }

    /**
     * This node writes times that its clock has not reached.
     *
     * @param millis how far ahead
     */
    record OwnTimesAhead(long millis) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    "this node writes times " + time(millis)
                            + " ahead of its clock, which was ahead before and has been set back: its"
                            + " writes win over all concurrent ones of others until the clock has caught up, or until a restart",
                    Blame.CONFIGURATION,
                    false,
                    "restart this node");
        }
    }

    /**
     * There are values with times ahead, of a writer that is not known any more.
     *
     * @param millis how far ahead
     */
    record ValuesAhead(long millis) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    "there are values with times " + time(millis)
                            + " ahead of this node's clock, of a writer that is not known any more: they win over all concurrent writes"
                            + " until they are overwritten; that writer's clock was ahead, or this node's is behind",
                    Blame.UNKNOWN,
                    false,
                    "overwrite them, if they are wrong");
        }
    }

    /**
     * An incarnation writes times ahead of this node's clock.
     *
     * @param incarnation the incarnation
     * @param peer through which peer they came
     * @param millis how far ahead
     * @param until until when its writes win
     */
    record WriterAhead(Incarnation incarnation, String peer, long millis, Instant until) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    "incarnation " + incarnation + ", which came in from " + peer + ", writes times " + time(millis)
                            + " ahead of this node's clock: its writes win over all concurrent ones until " + until
                            + "; its clock is or was ahead, or this node's is behind",
                    Blame.UNKNOWN,
                    false,
                    "set the clock of that writer, or of this node");
        }
    }

    /**
     * There are more incarnations than are named that write times ahead.
     *
     * @param unnamed how many
     * @param forgotten how often one was forgotten
     */
    record MoreWritersAhead(int unnamed, long forgotten) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    "more incarnations write times ahead of this node's clock: " + unnamed + " that are known, and "
                            + forgotten + " times one was forgotten",
                    Blame.UNKNOWN,
                    false,
                    "set the clocks");
        }
    }

    /**
     * The application's clock threw an exception.
     *
     * @param cause what it threw
     */
    record ClockFailed(String cause) implements Problem {
        @Override
        public Description describe() {
            return new Description("the clock failed: " + cause, Blame.APPLICATION, false, "correct the clock");
        }
    }

    // Store

    /**
     * The store cannot be written. What is written meanwhile is in memory only and is not replicated until a save succeeds.
     *
     * @param kind what kind of failure it is
     * @param why the failure
     */
    record StoreFailed(StoreException.Kind kind, String why) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    "the store cannot be written: " + why
                            + "; changes are in memory only and not replicated until a save succeeds",
                    Blame.DISK,
                    false,
                    kind.advice());
        }
    }

    /** The store, which could not be written, works again. */
    record StoreWorks() implements Problem {
        @Override
        public Description describe() {
            return new Description("the store works again, and everything is saved", Blame.DISK, false, "nothing");
        }
    }

    /**
     * The thread that writes to the store has ended; nothing is saved any more.
     *
     * @param cause what ended it
     */
    record StoreWriterEnded(String cause) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    "the thread that writes to the store has ended, by " + cause + "; nothing is saved any more",
                    Blame.THIS_NODE,
                    false,
                    "restart this node");
        }
    }

    // Node

    /**
     * A watcher of the application threw an exception; others were called all the same.
     *
     * @param how which, and what it threw
     */
    record WatcherFailed(String how) implements Problem {
        @Override
        public Description describe() {
            return new Description(how, Blame.APPLICATION, false, "correct the watcher");
        }
    }

    /**
     * This node has been busy with one message for long.
     *
     * @param millis for how long
     */
    record Busy(long millis) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    "has been busy with one message for " + millis + " ms, and takes no other",
                    Blame.THIS_NODE,
                    false,
                    "see whether a watcher or a class of the application is slow, or memory is short");
        }
    }

    /**
     * This node is not to serve yet.
     *
     * @param why what it waits for
     */
    record NotReady(String why) implements Problem {
        @Override
        public Description describe() {
            return new Description("not ready: " + why, Blame.NETWORK, false, "wait");
        }
    }

    /**
     * The node was closed, and what was written was not known to be at any other node in time.
     *
     * @param operations how many
     * @param which up to which operation of each origin they go
     * @param kept whether the store has them, for the next start; if not, they are lost unless a peer has them after all
     */
    record NotDrained(long operations, String which, boolean kept) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    "closed with " + operations + " operations that no peer was known to have, " + which + "; "
                            + (kept ? "the store has them" : "they are lost unless a peer got them unnoticed"),
                    Blame.NETWORK,
                    !kept,
                    kept
                            ? "start this node again when a peer can be reached"
                            : "give closing more time, see setDrainMillis");
        }
    }

    /**
     * Something failed that must not; all else goes on.
     *
     * @param what what failed
     * @param cause how
     */
    record Failed(String what, String cause) implements Problem {
        @Override
        public Description describe() {
            return new Description(what + " failed: " + cause, Blame.THIS_NODE, false, "report it with the log");
        }
    }

    /**
     * There are earlier problems of a kind, which are not listed.
     *
     * @param count how many
     * @param kind of which kind
     */
    record More(int count, String kind) implements Problem {
        @Override
        public Description describe() {
            return new Description(
                    "and " + count + " earlier " + kind + ", which the log has", Blame.UNKNOWN, false, "read the log");
        }
    }

    private static Blame blame(TransportException.Kind kind) {
        return switch (kind) {
            case REFUSED, UNREACHABLE, BROKEN, TOO_MANY_LINKS -> Blame.NETWORK;
            case CERTIFICATE, IN_USE, PLAIN_TEXT -> Blame.CONFIGURATION;
            case BAD_FRAME -> Blame.PEER;
            case CLOSED -> Blame.THIS_NODE;
            case OTHER -> Blame.UNKNOWN;
        };
    }

    /** Days would say less of a minute, and milliseconds nothing to people. */
    private static String time(long millis) {
        Duration duration = Duration.ofMillis(millis);
        return duration.toDays() > 1
                ? duration.toDays() + " days"
                : duration.toMinutes() > 1 ? duration.toMinutes() + " min" : duration.toSeconds() + " s";
    }
}

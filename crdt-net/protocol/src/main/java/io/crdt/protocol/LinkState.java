package io.crdt.protocol;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.StateDelta;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is known about the peer at the other end of one link. It dies with the link: nothing about a peer is ever
 * remembered across connections, so nothing can be remembered wrongly. A slow peer costs no queue, only this.
 */
final class LinkState {

    static final long NEVER = Long.MAX_VALUE;

    final int id;
    final boolean dialed;

    /** The names that the peer has proved to have; none without a certificate. */
    final Set<String> proved;

    final long connectedAt;

    final long helloDeadline;

    /** When the peer was last heard of, and when anything was last said to it. */
    long heardAt;

    long saidAt;

    /** Who the peer is, once it has said hello. */
    @Nullable
    ReplicaId replica;

    /** When the peer said so. */
    long openedAt;

    /** When another link of the same replica was first refused because of this one. */
    long refusedAnotherAt = NEVER;

    /** Where the link stands among the open ones, and when it wants to be looked at; both are kept by {@link LinkTable}. */
    int openIndex;

    long alarmAt = NEVER;

    /** What the peer has at least: what it told, and what it sent. */
    VersionVector theirs = VersionVector.EMPTY;

    /** Whether {@link #theirs} is the peer's word. Until then there is no telling what it lacks. */
    boolean introduced;

    /** Whether the peer has said anything beyond its hello: a link that ends before carries nothing. */
    boolean talked;

    /** What the peer knows of us: the sum of what we told on this link. */
    VersionVector told = VersionVector.EMPTY;

    /** Up to where we have pushed what is eager here; a hope until the peer tells so, and set back if it asks. */
    VersionVector pushed = VersionVector.EMPTY;

    /** What the peer has said that it has on a disk. */
    VersionVector durable = VersionVector.EMPTY;

    /** What the peer wants to be told of as soon as it is here, and what it was asked the same about last. */
    @Nullable
    VersionVector confirmDue;

    VersionVector confirmAsked = VersionVector.EMPTY;

    /** What the peer had, and had on a disk, when the application was told last. */
    VersionVector reported = VersionVector.EMPTY;

    VersionVector reportedDurable = VersionVector.EMPTY;

    /** How large a message the peer takes. */
    int takes = Integer.MAX_VALUE;

    /** What the peer had, and what we had, when it was sent the last delta. */
    VersionVector sentTo = VersionVector.EMPTY;

    VersionVector sentOf = VersionVector.EMPTY;

    /** When that delta was broken off, since it was larger than the peer takes. */
    long tooLargeAt = NEVER;

    /** Whether a message is on its way out; meanwhile whatever comes up conflates into these flags. */
    boolean busy;

    /** The origins whose news is to be pushed. */
    final Set<Incarnation> pushDue = new LinkedHashSet<>();

    /** The origins that the peer is asked to push no more, and those of them that it has not been told of yet. */
    final Set<Incarnation> pruned = new HashSet<>();

    final Set<Incarnation> pruneDue = new HashSet<>();

    /** The incarnations that the peer is to be told are forked. */
    final Set<Incarnation> forksDue = new TreeSet<>();

    /** What is to be said about what differs in spite of equal contexts. */
    Message.@Nullable Repair repairDue;

    boolean tellDue;
    boolean probeDue;

    /** Whether the peer was probed and has not told what it has since; if it does, it wants to know the same of us. */
    boolean probed;

    /** Whether the peer has probed us and digests differed. */
    boolean tellBackDue;

    /** What we had when the peer's last probe differed. */
    @Nullable
    VersionVector differedAt;

    /** Whether digests differed at the hello, so that both sides have to tell what they have, and to ask. */
    boolean compareDue;

    /** Whether the peer asked for what it lacks and waits for it; if we have nothing yet, for whatever comes next. */
    boolean answerDue;

    /** Whether the message that is on its way out answers the peer's question. */
    boolean answering;

    /** When to ask the peer for what it has and we lack. */
    long askAt = NEVER;

    /** What the peer had when {@link #askAt} was set; if all of that has come since, there is no need to ask. */
    VersionVector askFor = VersionVector.EMPTY;

    /** Since when parts of a message come in, and how many bytes of it have come. */
    long receivingSince = NEVER;

    long receivedBytes;

    /** How long the peer took to react at the longest, as far as that is measured. */
    long roundTrip = NEVER;

    /** When the peer was asked last. */
    long lastAsked = Long.MIN_VALUE;

    /** Whether the peer was asked, and has not sent in time all that it claims to have. */
    boolean overdue;

    /** Deltas that start beyond what we have: something they build on is still on its way from another peer. */
    final Deque<StateDelta> parked = new ArrayDeque<>();

    LinkState(int id, boolean dialed, Set<String> proved, long now, long helloTimeoutMillis) {
        this.id = id;
        this.dialed = dialed;
        this.proved = proved;
        connectedAt = now;
        helloDeadline = now + helloTimeoutMillis;
        heardAt = now;
    }

    boolean isOpen() {
        return replica != null;
    }

    void peerHas(VersionVector context) {
        theirs = theirs.join(context);
    }

    long parkedWeight() {
        return parked.stream().mapToLong(StateDelta::weight).sum();
    }
}

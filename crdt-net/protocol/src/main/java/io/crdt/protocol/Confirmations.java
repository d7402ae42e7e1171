package io.crdt.protocol;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.protocol.Message.Confirm;
import io.crdt.protocol.Message.Durable;
import io.crdt.protocol.Message.Have;
import io.crdt.replica.ReplicaId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who has what the application waits for. A peer that gets a delta has no reason to say so, hence it is asked: once a link and round
 * trip, for all that is waited for by then, so that many updates cost one question. A question stands until the peer has all of it,
 * safely; a later one takes its place.
 */
final class Confirmations {

    private static final class Wish {
        final VersionVector context;
        final List<ReplicaId> have = new ArrayList<>();
        final List<ReplicaId> keep = new ArrayList<>();

        Wish(VersionVector context) {
            this.context = context;
        }
    }

    private final OutgoingState outgoing;
    private final LinkTable links;
    private final GossipOptions options;
    private final Outbox outbox;

    /** What the application waits for, by its number. */
    private final Map<Long, Wish> wishes = new TreeMap<>();

    /** Those that are waited for and may not be told yet, and all that the others wait for. */
    private final List<Wish> untold = new ArrayList<>();

    private VersionVector wanted = VersionVector.EMPTY;

    /** The links whose peers have asked what they may not be told yet. */
    private final Set<LinkState> asking = new LinkedHashSet<>();

    Confirmations(OutgoingState outgoing, LinkTable links, GossipOptions options, Outbox outbox) {
        this.outgoing = outgoing;
        this.links = links;
        this.options = options;
        this.outbox = outbox;
        links.whenGone(asking::remove);
    }

    void await(long number, VersionVector context) {
        Wish wish = new Wish(context);
        wishes.put(number, wish);
        untold.add(wish);
        for (LinkState link : links.open()) {
            report(link, number, wish);
        }
        advanced();
    }

    void forget(long number) {
        untold.remove(wishes.remove(number));
        if (wishes.isEmpty()) {
            wanted = VersionVector.EMPTY; // before, the more that is asked does no harm
        }
    }

    /** More may be told now. */
    void advanced() {
        boolean more = untold.removeIf(wish -> {
            boolean told = wish.context.leq(outgoing.context());
            if (told) {
                wanted = wanted.join(wish.context);
            }
            return told;
        });
        if (more) {
            links.open().forEach(links::touch);
        }
        asking.forEach(links::touch);
    }

    /** A peer wants to know when this replica has all that. */
    void asked(LinkState link, VersionVector context) {
        link.confirmDue = context;
        asking.add(link);
    }

    /** Answers the peer on an idle link, or asks it; does nothing if there is nothing to say. */
    void pump(LinkState link) {
        VersionVector due = link.confirmDue;
        if (due != null && due.leq(outgoing.context())) {
            link.confirmDue = null;
            asking.remove(link);
            outbox.send(link, options.durable() ? new Durable(due) : new Have(due, false));
        } else if (!wishes.isEmpty() && isAnswered(link)) {
            VersionVector question = question(link);
            if (!question.isEmpty()) {
                link.confirmAsked = question;
                outbox.send(link, new Confirm(question));
            }
        }
    }

    private boolean isAnswered(LinkState link) {
        return link.confirmAsked.leq(link.theirs);
    }

    /** Returns what is waited for, may be told, and is not known to be at the peer. */
    private VersionVector question(LinkState link) {
        VersionVector lacking = wanted.aheadOf(link.theirs);
        if (lacking.size() <= Confirm.MAX_ORIGINS) {
            return lacking;
        }
        Map<Incarnation, Long> some = new HashMap<>(); // the rest when these have come
        lacking.forEach((origin, seq) -> {
            if (some.size() < Confirm.MAX_ORIGINS) {
                some.put(origin, seq);
            }
        });
        return VersionVector.EMPTY.withSeqs(some);
    }

    /** Tells the application what the peer is known to have since the last time. */
    void report(LinkState link) {
        if (wishes.isEmpty() || link.reported == link.theirs && link.reportedDurable == link.durable) {
            return;
        }
        link.reported = link.theirs;
        link.reportedDurable = link.durable;
        wishes.forEach((number, wish) -> report(link, number, wish));
    }

    private void report(LinkState link, long number, Wish wish) {
        ReplicaId peer = link.replica;
        if (peer == null) {
            return;
        }
        boolean kept = wish.context.leq(link.durable) && isNew(peer, wish.keep);
        boolean had = wish.context.leq(link.theirs) && isNew(peer, wish.have);
        if (had || kept) {
            outbox.report(new Effect.Confirmed(number, peer, kept));
        }
    }

    private static boolean isNew(ReplicaId peer, List<ReplicaId> known) {
        return known.stream().noneMatch(peer::isSameAs) && known.add(peer);
    }
}

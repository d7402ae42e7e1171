package io.crdt.protocol;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.replica.Replica;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Along which links news travels by itself: for every origin a spanning tree of all replicas, which grows and repairs itself
 * (Leitão, Pereira, Rodrigues, <i>Epidemic Broadcast Trees</i>, 2007).
 *
 * <p>An origin is <em>eager</em> on a link if its news is pushed there as soon as it is known. At first that is a replica's
 * own incarnation on all its links. An origin becomes eager where an answer was needed to learn of it, and is no longer
 * where it came too late: of two peers that push the same news, the one that brings it first stays, so trees follow the
 * shortest paths. In a full mesh nobody needs answers, and each change travels each link once; in a tree it is eager
 * everywhere, and does so too.
 *
 * <p>An answer to a peer that was away for long, or is new, is about every life that ever wrote, and nearly all of them have
 * ended. To keep each of a million in sets would take 200 MB a link and be of no use. So beyond {@value #MOST} origins
 * nothing is noted: each that is still alive costs one more question, after its next news.
 *
 * <p>If the peer that brings an origin goes away, others tell of its news, are asked, and one of them takes over. Whatever
 * is lost here costs a question, never a result.
 */
final class BroadcastTrees {

    /** Of an answer or a push with more origins than this nobody notes by which link each of them comes. */
    static final int MOST = 4_096;

    private final Replica replica;
    private final LinkTable links;
    private final Map<Incarnation, Set<LinkState>> eager = new HashMap<>();
    private @Nullable Incarnation own;

    /** Which link brings an origin's news first. */
    private final Map<Incarnation, LinkState> providers = new HashMap<>();

    BroadcastTrees(Replica replica, LinkTable links) {
        this.replica = replica;
        this.links = links;
        links.whenGone(this::closed);
    }

    // What we push

    /** Returns the links on which the origin's news is pushed. */
    Set<LinkState> eagerLinks(Incarnation origin) {
        adoptOwnIncarnation();
        return eager.getOrDefault(origin, Set.of());
    }

    boolean isEager(LinkState link, Incarnation origin) {
        return eagerLinks(origin).contains(link);
    }

    void opened(LinkState link) {
        adoptOwnIncarnation();
        if (own != null) {
            graft(link, own);
        }
    }

    /** A replica has no incarnation before it writes; once it has one, that is eager everywhere. */
    private void adoptOwnIncarnation() {
        Incarnation present = replica.incarnation();
        if (present != null && !present.equals(own)) {
            own = present;
            links.open().forEach(link -> graft(link, present));
        }
    }

    private void closed(LinkState link) {
        eager.values().forEach(each -> each.remove(link));
        providers.values().removeIf(each -> each == link);
    }

    /** The peer needed our answer to learn of what lies between: next time it will not have to ask. */
    void answers(LinkState link, VersionVector from, VersionVector to) {
        VersionVector answered = to.aheadOf(from);
        if (answered.size() <= MOST) {
            answered.forEach((origin, seq) -> graft(link, origin));
        }
    }

    private void graft(LinkState link, Incarnation origin) {
        eager.computeIfAbsent(origin, each -> new LinkedHashSet<>()).add(link);
    }

    /** The peer has these origins from others, sooner. */
    void prunedBy(LinkState link, Collection<Incarnation> origins) {
        for (Incarnation origin : origins) {
            Set<LinkState> links = eager.get(origin);
            if (links != null) {
                links.remove(link);
            }
        }
    }

    // What is pushed to us

    /**
     * Takes note of a push: who brings an origin's news first is its provider; who brings it when it is known already is
     * asked to leave that to the provider. A provider is never asked that, nor does one who was asked become provider by
     * what was still on its way: else two peers that take turns in being first would both be sent away.
     */
    void pushed(LinkState link, VersionVector advanced, VersionVector known) {
        if (advanced.size() > MOST) {
            return;
        }
        advanced.forEach((origin, seq) -> {
            if (seq > known.get(origin)) {
                if (!link.pruned.contains(origin)) {
                    providers.put(origin, link);
                }
            } else if (hasOtherProvider(origin, link) && link.pruned.add(origin)) {
                link.pruneDue.add(origin);
                links.touch(link);
            }
        });
    }

    private boolean hasOtherProvider(Incarnation origin, LinkState link) {
        LinkState provider = providers.get(origin);
        return origin.equals(replica.incarnation()) || provider != null && provider != link;
    }

    /** The peer is being asked, so what it sends from now on is wanted. */
    void asks(LinkState link) {
        link.pruned.clear();
        link.pruneDue.clear();
    }

    /** Returns the origins that the peer is to push no more, and forgets that it has to be told. */
    Set<Incarnation> takePrunes(LinkState link) {
        Set<Incarnation> origins = new TreeSet<>(link.pruneDue);
        link.pruneDue.clear();
        return origins;
    }
}

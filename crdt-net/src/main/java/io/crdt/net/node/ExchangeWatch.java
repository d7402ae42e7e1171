package io.crdt.net.node;

import io.crdt.causal.VersionVector;
import io.crdt.net.status.Problem;
import io.crdt.protocol.PeerView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether a node exchanges anything with anybody. To be linked is not enough: a link may end after each hello, or stay and
 * carry nothing. So it is judged by contexts. An exchange is <em>useful</em> at a moment when a peer that answers has the
 * same as this node, or when both have more in common than before, or while a message comes in.
 *
 * <p>For each peer there is remembered the most that both had, and for each direction what is lacking and since when. This
 * is kept by peer and not by link, and outlasts a link by the grace period, so that a link that is opened again and again
 * proves nothing. Time is an argument.
 */
final class ExchangeWatch {

    /** More peers than this that are linked no longer are not remembered. */
    private static final int MAX_PEERS = 1_024;

    /**
     * What was lacking when something was first seen to be, what was there of it last, and since when no more of it came.
     * What is written later is not in it, so that the rest of the traffic does not hide an operation that never comes.
     */
    private record Mark(VersionVector vector, VersionVector arrived, long sinceMillis) {

        /** Returns what is to be remembered of what {@code has} lacks of {@code other}; null if it lacks nothing. */
        static @Nullable Mark next(@Nullable Mark before, VersionVector has, VersionVector other, long nowMillis) {
            if (other.leq(has)) {
                return null;
            }
            if (before == null || before.vector().leq(has)) {
                return new Mark(other, has.meet(other), nowMillis);
            }
            VersionVector arrived = has.meet(before.vector());
            return arrived.leq(before.arrived()) ? before : new Mark(before.vector(), arrived, nowMillis);
        }

        Mark at(long nowMillis) {
            return new Mark(vector, arrived, nowMillis);
        }
    }

    private static final class Peer {
        String label = "";
        final long firstMillis;
        long seenMillis;
        int lastLink = -1;
        int links;
        boolean answers;
        VersionVector context = VersionVector.EMPTY;

        /** The most that both were seen to have; null until the peer has told what it has. */
        @Nullable
        VersionVector common;

        /** What the peer has and this node lacks, and the other way round. */
        @Nullable
        Mark here;

        @Nullable
        Mark there;

        Peer(long firstMillis) {
            this.firstMillis = firstMillis;
        }
    }

    private final long graceMillis;
    private final Map<Long, Peer> peers = new TreeMap<>();
    private long usefulMillis;
    private boolean usefulNow;
    private boolean paused;

    /** Creates the watch over a node that has no links; it has the grace period to exchange something. */
    ExchangeWatch(long graceMillis, long nowMillis) {
        this.graceMillis = graceMillis;
        usefulMillis = nowMillis;
    }

    /** The node is offline, as was asked for: nothing is expected of it, and nothing is lacking, until the {@link #restart}. */
    void pause() {
        paused = true;
        peers.clear();
    }

    /** The grace period begins again: the node looks for peers from now on. */
    void restart(long nowMillis) {
        paused = false;
        usefulMillis = nowMillis;
        peers.clear();
    }

    /** Takes note of what this node and all its peers have now; once in a while. */
    void see(VersionVector ours, List<PeerView> views, long nowMillis) {
        usefulNow = false;
        Map<Long, PeerView> known = new TreeMap<>();
        for (PeerView view : views) {
            known.merge(view.replica().high(), view, ExchangeWatch::both);
        }
        known.values().forEach(view -> seeOne(ours, view, nowMillis));
        for (Peer peer : peers.values()) {
            if (peer.here != null && peer.context.leq(ours)) {
                peer.here = null; // it came from somebody else
            }
        }
        peers.values()
                .removeIf(peer -> nowMillis - peer.seenMillis > graceMillis
                        || peers.size() > MAX_PEERS && peer.seenMillis != nowMillis);
    }

    /** Several links may say that they lead to one replica; what either has and does not come is lacking. */
    private static PeerView both(PeerView a, PeerView b) {
        return new PeerView(
                Math.max(a.link(), b.link()),
                (a.link() > b.link() ? a : b).replica(),
                a.answers() && b.answers() ? a.context().join(b.context()) : (a.answers() ? a : b).context(),
                a.answers() || b.answers(),
                a.receiving() || b.receiving());
    }

    /** Takes note of one peer, whose link was opened or is about to be lost: it may not last until the next look at all. */
    void seeOne(VersionVector ours, PeerView view, long nowMillis) {
        if (paused) {
            return; // links take a moment to close
        }
        Peer peer = peers.computeIfAbsent(view.replica().high(), high -> new Peer(nowMillis));
        if (isUseful(peer, ours, view, nowMillis)) {
            usefulNow = true;
            usefulMillis = nowMillis;
        }
    }

    private static boolean isUseful(Peer peer, VersionVector ours, PeerView view, long nowMillis) {
        peer.label = view.replica().label();
        peer.seenMillis = nowMillis;
        peer.links += view.link() > peer.lastLink ? 1 : 0;
        peer.lastLink = Math.max(peer.lastLink, view.link());
        peer.answers = view.answers();
        if (!view.answers()) {
            return view.receiving();
        }
        peer.context = view.context();
        Mark here = Mark.next(peer.here, ours, view.context(), nowMillis);
        Mark there = Mark.next(peer.there, view.context(), ours, nowMillis);
        VersionVector common = ours.meet(view.context());
        boolean same = here == null && there == null;
        boolean progress = peer.common != null && !common.leq(peer.common);
        peer.common = peer.common == null ? common : peer.common.join(common);
        peer.here = here == null || !view.receiving() ? here : here.at(nowMillis);
        peer.there = there;
        return same || progress || view.receiving();
    }

    /**
     * Returns what is wrong, after {@link #see} at the same time.
     *
     * @param hasWhomToMeet whether there is somebody to exchange something with
     */
    List<Problem> check(boolean hasWhomToMeet, VersionVector ours, long nowMillis) {
        List<Problem> reasons = new ArrayList<>();
        if (hasWhomToMeet && !usefulNow && nowMillis - usefulMillis >= graceMillis) {
            long millis = nowMillis - usefulMillis;
            if (peers.isEmpty()) {
                reasons.add(new Problem.NoPeerReached(millis));
            } else {
                reasons.add(new Problem.NothingExchanged(millis));
                peers.values().forEach(peer -> reasons.add(described(peer, ours, nowMillis)));
            }
        }
        for (Peer peer : peers.values()) {
            if (peer.here != null && nowMillis - peer.here.sinceMillis() > graceMillis) {
                long lacking = nowMillis - peer.here.sinceMillis();
                reasons.add(new Problem.Lacks(peer.label, peer.context.distanceFrom(ours), lacking));
            }
        }
        return reasons;
    }

    private static Problem described(Peer peer, VersionVector ours, long nowMillis) {
        Mark there = peer.there;
        return new Problem.UselessPeer(
                peer.label,
                peer.links,
                nowMillis - peer.firstMillis,
                peer.answers,
                there == null ? 0 : ours.distanceFrom(peer.context),
                there == null ? 0 : nowMillis - there.sinceMillis());
    }
}

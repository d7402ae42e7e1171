package io.crdt.net.node;

import io.crdt.causal.VersionVector;
import io.crdt.protocol.PeerView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far peers are behind, as far as is known here: what a peer has got elsewhere is heard of within some seconds. For the
 * time, one vector is remembered for each peer: as long as the peer lacks something of it, it has been behind since then.
 */
final class PeerLags {

    /**
     * How far one peer is behind.
     *
     * @param operations how many operations it is not known to have
     * @param millis for how long it has lacked some of them; 0 if it lacks none, or nothing of a moment ago
     */
    record Lag(PeerView peer, long operations, long millis) {}

    private record Mark(VersionVector context, long setMillis) {}

    private Map<Integer, Mark> marks = new HashMap<>();

    /** Returns the lag of each peer, given what could be told to it; forgets peers that are not among these. */
    List<Lag> of(VersionVector here, List<PeerView> peers, long nowMillis) {
        Map<Integer, Mark> next = new HashMap<>();
        List<Lag> lags = new ArrayList<>();
        for (PeerView peer : peers) {
            if (here.leq(peer.context())) {
                lags.add(new Lag(peer, 0, 0));
                continue;
            }
            Mark before = marks.get(peer.link());
            Mark mark = before == null || before.context().leq(peer.context()) ? new Mark(here, nowMillis) : before;
            next.put(peer.link(), mark);
            lags.add(new Lag(peer, here.distanceFrom(peer.context()), nowMillis - mark.setMillis()));
        }
        marks = next;
        return lags;
    }
}

package io.crdt.net;

import io.crdt.protocol.Effect;
import io.crdt.replica.Replica;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what the protocol says, and tells people what it has found. */
final class EffectHandler {

    private static final Logger LOG = LoggerFactory.getLogger(CrdtNode.class);

    private final Replica replica;
    private final Connections connections;
    private final Gatekeeper gatekeeper;
    private final Dialer dialer;
    private final Membership membership;
    private final HealthWatch watch;
    private final Problems problems;
    private final ClockProblems clocks;
    private long refusedDeltas;

    EffectHandler(
            Replica replica,
            Connections connections,
            Gatekeeper gatekeeper,
            Dialer dialer,
            Membership membership,
            HealthWatch watch,
            Problems problems,
            ClockProblems clocks) {
        this.replica = replica;
        this.connections = connections;
        this.gatekeeper = gatekeeper;
        this.dialer = dialer;
        this.membership = membership;
        this.watch = watch;
        this.problems = problems;
        this.clocks = clocks;
    }

    /** Returns how many deltas were refused by a rule, or could not be applied. */
    long refusedDeltas() {
        return refusedDeltas;
    }

    void perform(Effect effect) {
        if (effect instanceof Effect.Send send) {
            connections.send(send.link(), send.message());
        } else if (effect instanceof Effect.Opened opened) {
            connections.opened(opened.link(), opened.replica(), opened.maxMessageBytes());
            LOG.info(
                    "{} is linked to {}",
                    replica.id(),
                    Problems.oneLine(opened.replica().label()));
            dialer.onOpened(opened.link(), opened.replica(), gatekeeper.namesOf(opened.link()));
            membership.changed();
        } else if (effect instanceof Effect.Claimed claimed) {
            problems.add(connections.remote(claimed.link()) + " says that it is "
                    + Problems.oneLine(claimed.replica().label()) + ", as "
                    + connections.remote(claimed.other()) + " does, whose link is alive and stays; the new one "
                    + (claimed.kept() ? "is kept beside it" : "was refused"));
        } else if (effect instanceof Effect.Close close) {
            connections.close(close.link(), close.reason(), close.routine());
        } else if (effect instanceof Effect.Rejected rejected) {
            refusedDeltas++;
            problems.add("a delta from " + connections.remote(rejected.link()) + " was rejected: " + rejected.reason());
        } else if (effect instanceof Effect.Refused refused) {
            refusedDeltas++;
            problems.add("refused a delta of " + gatekeeper.nameOf(refused.link()) + ", who may not write \""
                    + refused.object().name() + "\"; nothing of it was applied");
        } else if (effect instanceof Effect.Diverged diverged) {
            watch.diverged(diverged.link(), connections.remote(diverged.link()), Alarm.nowMillis());
            problems.add("diverged from " + connections.remote(diverged.link())
                    + ": equal version vectors, different fingerprints");
        } else if (effect instanceof Effect.Repaired repaired) {
            problems.add("repaired with what " + connections.remote(repaired.link()) + " has: " + repaired.dots());
        } else if (effect instanceof Effect.TimesAhead times) {
            String peer = times.replica().label() + " at " + connections.remote(times.link());
            clocks.see(replica.clockSkew(), peer)
                    .forEach(each -> LOG.warn("{}: {}", replica.id(), Problems.oneLine(each)));
        } else if (effect instanceof Effect.Clashed clashed) {
            problems.add(clashed.clash() + "; it came in from " + gatekeeper.nameOf(clashed.link()) + " at "
                    + connections.remote(clashed.link()));
        } else if (effect instanceof Effect.ForkIgnored ignored) {
            problems.add("a peer says that two processes write as " + ignored.origin()
                    + ", this node's incarnation; that" + " was ignored, since peers have said so too often lately");
        } else if (effect instanceof Effect.Forked forked) {
            watch.forked(forked.origin());
            problems.add("two processes write as " + forked.origin() + ": the memory of one was copied while it ran; "
                    + "whoever did goes on under another name");
        }
    }
}

package io.crdt.net;

import io.crdt.protocol.Effect;
import io.crdt.replica.Replica;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what the protocol says, and tells people what it has found. */
final class EffectHandler implements Effect.Handler {

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

    @Override
    public void handle(Effect.Send send) {
        connections.send(send.link(), send.message());
    }

    @Override
    public void handle(Effect.Opened opened) {
        connections.opened(opened.link(), opened.replica(), opened.maxMessageBytes());
        LOG.info(
                "{} is linked to {}",
                replica.id(),
                Problems.oneLine(opened.replica().label()));
        dialer.onOpened(opened.link(), opened.replica(), gatekeeper.namesOf(opened.link()));
        membership.changed();
    }

    @Override
    public void handle(Effect.Claimed claimed) {
        problems.add(connections.remote(claimed.link()) + " says that it is "
                + Problems.oneLine(claimed.replica().label()) + ", as "
                + connections.remote(claimed.other()) + " does, whose link is alive and stays; the new one "
                + (claimed.kept() ? "is kept beside it" : "was refused"));
    }

    @Override
    public void handle(Effect.Close close) {
        connections.close(close.link(), close.reason(), close.routine());
    }

    @Override
    public void handle(Effect.Rejected rejected) {
        refusedDeltas++;
        problems.add("a delta from " + connections.remote(rejected.link()) + " was rejected: " + rejected.reason());
    }

    @Override
    public void handle(Effect.Refused refused) {
        refusedDeltas++;
        problems.add("refused a delta of " + gatekeeper.nameOf(refused.link()) + ", who may not write \""
                + refused.object().name() + "\"; nothing of it was applied");
    }

    @Override
    public void handle(Effect.Diverged diverged) {
        watch.diverged(diverged.link(), connections.remote(diverged.link()), Alarm.nowMillis());
        problems.add("diverged from " + connections.remote(diverged.link())
                + ": equal version vectors, different fingerprints");
    }

    @Override
    public void handle(Effect.Repaired repaired) {
        problems.add("repaired with what " + connections.remote(repaired.link()) + " has: " + repaired.dots());
    }

    @Override
    public void handle(Effect.TimesAhead times) {
        String peer = times.replica().label() + " at " + connections.remote(times.link());
        clocks.see(replica.clockSkew(), peer).forEach(each -> LOG.warn("{}: {}", replica.id(), Problems.oneLine(each)));
    }

    @Override
    public void handle(Effect.Clashed clashed) {
        problems.add(clashed.clash() + "; it came in from " + gatekeeper.nameOf(clashed.link()) + " at "
                + connections.remote(clashed.link()));
    }

    @Override
    public void handle(Effect.ForkIgnored ignored) {
        problems.add("a peer says that two processes write as " + ignored.origin()
                + ", this node's incarnation; that was ignored, since peers have said so too often lately");
    }

    @Override
    public void handle(Effect.Forked forked) {
        watch.forked(forked.origin());
        problems.add("two processes write as " + forked.origin() + ": the memory of one was copied while it ran; "
                + "its writers go on under another name");
    }
}

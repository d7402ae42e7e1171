package io.crdt.net.node;

import io.crdt.net.status.Problem;
import io.crdt.protocol.Effect;
import io.crdt.replica.Replica;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what the protocol says, and tells people what it has found. */
final class EffectHandler implements Effect.Handler {

    private static final Logger LOG = LoggerFactory.getLogger(EffectHandler.class);

    private final Replica replica;
    private final Connections connections;
    private final Gatekeeper gatekeeper;
    private final Dialer dialer;
    private final Membership membership;
    private final HealthWatch watch;
    private final Waits waits;
    private final Problems problems;
    private final ClockProblems clocks;
    private final LongSupplier clock;
    private long refusedDeltas;

    EffectHandler(
            Replica replica,
            Connections connections,
            Gatekeeper gatekeeper,
            Dialer dialer,
            Membership membership,
            HealthWatch watch,
            Waits waits,
            Problems problems,
            ClockProblems clocks,
            LongSupplier clock) {
        this.replica = replica;
        this.connections = connections;
        this.gatekeeper = gatekeeper;
        this.dialer = dialer;
        this.membership = membership;
        this.watch = watch;
        this.waits = waits;
        this.problems = problems;
        this.clocks = clocks;
        this.clock = clock;
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
                Problem.oneLine(opened.replica().label()));
        dialer.onOpened(opened.link(), opened.replica(), gatekeeper.namesOf(opened.link()));
        membership.changed();
        String peer = opened.replica().label() + " at " + connections.remote(opened.link());
        Problem skew = clocks.opened(opened.link(), peer, opened.clockMillis(), clock.getAsLong());
        if (skew != null) {
            LOG.warn("{}: {}", replica.id(), skew.text());
        }
    }

    @Override
    public void handle(Effect.Claimed claimed) {
        problems.add(new Problem.Claimed(
                connections.remote(claimed.link()),
                connections.remote(claimed.other()),
                claimed.replica().label(),
                claimed.kept()));
    }

    @Override
    public void handle(Effect.Close close) {
        connections.close(close.link(), close.reason());
    }

    @Override
    public void handle(Effect.Rejected rejected) {
        refusedDeltas++;
        problems.add(new Problem.DeltaRejected(connections.remote(rejected.link()), rejected.reason()));
    }

    @Override
    public void handle(Effect.Refused refused) {
        refusedDeltas++;
        problems.add(new Problem.MayNotWrite(
                gatekeeper.nameOf(refused.link()), refused.object().name()));
    }

    @Override
    public void handle(Effect.Diverged diverged) {
        watch.diverged(diverged.link(), connections.remote(diverged.link()), Alarm.nowMillis());
        problems.add(new Problem.Diverged(connections.remote(diverged.link())));
    }

    @Override
    public void handle(Effect.Repaired repaired) {
        problems.add(new Problem.Repaired(
                connections.remote(repaired.link()), repaired.dots().toString()));
    }

    @Override
    public void handle(Effect.TimesAhead times) {
        String peer = times.replica().label() + " at " + connections.remote(times.link());
        clocks.see(replica.clockSkew(), peer).forEach(each -> LOG.warn("{}: {}", replica.id(), each.text()));
    }

    @Override
    public void handle(Effect.Clashed clashed) {
        problems.add(new Problem.KeyClash(
                clashed.clash(),
                "it came in from " + gatekeeper.nameOf(clashed.link()) + " at " + connections.remote(clashed.link())));
    }

    @Override
    public void handle(Effect.ForkIgnored ignored) {
        problems.add(new Problem.ForkIgnored(ignored.origin()));
    }

    @Override
    public void handle(Effect.Forked forked) {
        watch.forked(forked.origin());
        problems.add(new Problem.Forked(forked.origin()));
    }

    @Override
    public void handle(Effect.Confirmed confirmed) {
        waits.confirmed(confirmed);
    }
}

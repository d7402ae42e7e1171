package io.crdt.net.node;

import io.crdt.replica.ReplicaId;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * What a node shows in a registry of Micrometer. Nothing is counted twice: all but the time that saves take is read from a
 * {@link Sample}, once a second. The meters of a peer are removed with its link, all others with the node. It is the only
 * class that needs Micrometer, and it is not loaded without a registry.
 */
final class NodeMetrics implements Measures {

    /** What a record of a removal takes in memory, more or less. */
    private static final int BYTES_OF_REMOVAL = 72;

    private final MeterRegistry registry;
    private final Tags tags;
    private final PeerLags lags = new PeerLags();
    private final Map<String, PeerMeters> peers = new HashMap<>();
    private final List<Meter> meters = new ArrayList<>();
    private final Timer saved;
    private final Timer failed;
    private volatile Sample sample = Sample.NOTHING;

    /**
     * Shows a node that has done nothing yet.
     *
     * @throws IllegalArgumentException if another node of this name is shown there; two could not be told apart
     */
    NodeMetrics(MeterRegistry registry, String node) {
        this.registry = registry;
        tags = Tags.of("node", node);
        if (registry.find("crdt.links").tags(tags).meter() != null) {
            throw new IllegalArgumentException(
                    "the meter registry shows a node \"" + node
                            + "\" already: nodes that share a registry need different names, and one that is replaced is closed first");
        }
        gauge(
                "crdt.links",
                "links",
                "peers it is linked to",
                each -> each.peers().size());
        gauge("crdt.entries", "entries", "live entries", each -> each.state().size());
        gauge(
                "crdt.origins",
                "incarnations",
                "incarnations that have written",
                each -> each.state().context().size());
        gauge(
                "crdt.removals",
                "removals",
                "removals on record",
                each -> each.state().removalCount());
        gauge(
                "crdt.removals.memory",
                "bytes",
                "bytes, about",
                each -> (double) each.state().removalCount() * BYTES_OF_REMOVAL);
        gauge("crdt.unsaved", "operations", "operations that the store does not have yet", Sample::unsaved);
        gauge("crdt.unsaved.bytes", "bytes", "bytes of updates that the store does not have yet", Sample::unsavedBytes);
        gauge("crdt.deltas.waiting", "deltas", "deltas that wait for what they build on", Sample::parkedDeltas);
        counter("crdt.bytes", "bytes", "bytes over all links", Tags.of("direction", "in"), Sample::bytesIn);
        counter("crdt.bytes", "bytes", "bytes over all links", Tags.of("direction", "out"), Sample::bytesOut);
        counter(
                "crdt.frames.rejected",
                "frames",
                "frames and messages that could not be read",
                Tags.empty(),
                Sample::rejectedFrames);
        counter(
                "crdt.messages.skipped",
                "messages",
                "messages of kinds that are not known here",
                Tags.empty(),
                each -> each.counts().messagesSkipped());
        counter(
                "crdt.deltas",
                "deltas",
                "deltas by what became of them",
                Tags.of("kind", "sent"),
                each -> each.counts().pushesSent());
        counter(
                "crdt.deltas",
                "deltas",
                "deltas by what became of them",
                Tags.of("kind", "received"),
                each -> each.counts().pushesReceived());
        counter(
                "crdt.deltas",
                "deltas",
                "deltas by what became of them",
                Tags.of("kind", "applied"),
                each -> each.counts().pushesApplied());
        counter(
                "crdt.deltas",
                "deltas",
                "deltas by what became of them",
                Tags.of("kind", "redundant"),
                each -> each.counts().pushesRedundant());
        counter(
                "crdt.deltas",
                "deltas",
                "deltas by what became of them",
                Tags.of("kind", "parked"),
                each -> each.counts().pushesParked());
        counter(
                "crdt.deltas",
                "deltas",
                "deltas by what became of them",
                Tags.of("kind", "refused"),
                Sample::refusedDeltas);
        counter(
                "crdt.anomalies",
                "anomalies",
                "states that differed, repairs, forks",
                Tags.of("kind", "divergence"),
                each -> each.counts().divergences());
        counter(
                "crdt.anomalies",
                "anomalies",
                "states that differed, repairs, forks",
                Tags.of("kind", "repair"),
                each -> each.counts().dotsRepaired());
        counter(
                "crdt.anomalies",
                "anomalies",
                "states that differed, repairs, forks",
                Tags.of("kind", "fork"),
                each -> each.counts().forks());
        saved = timer("saved");
        failed = timer("failed");
    }

    private void gauge(String name, String unit, String description, ToDoubleFunction<Sample> value) {
        meters.add(Gauge.builder(name, this, metrics -> value.applyAsDouble(metrics.sample))
                .description(description)
                .baseUnit(unit)
                .tags(tags)
                .register(registry));
    }

    private void counter(String name, String unit, String description, Tags own, ToDoubleFunction<Sample> value) {
        meters.add(FunctionCounter.builder(name, this, metrics -> value.applyAsDouble(metrics.sample))
                .description(description)
                .baseUnit(unit)
                .tags(tags.and(own))
                .register(registry));
    }

    private Timer timer(String outcome) {
        Timer timer = Timer.builder("crdt.store.save")
                .description("saves to the store")
                .tags(tags)
                .tag("outcome", outcome)
                .register(registry);
        meters.add(timer);
        return timer;
    }

    @Override
    public void show(Sample newest, long nowMillis) {
        sample = newest;
        Map<String, PeerMeters> present = new HashMap<>();
        for (PeerLags.Lag lag : lags.of(newest.shared().context(), newest.peers(), nowMillis)) {
            String name = nameOf(lag.peer().replica(), present);
            PeerMeters shown = peers.remove(name);
            PeerMeters peer = shown == null ? new PeerMeters(name, lag) : shown;
            peer.lag = lag;
            present.put(name, peer);
        }
        peers.values().forEach(PeerMeters::remove);
        peers.clear();
        peers.putAll(present);
    }

    /** Labels need not differ; a second one is told apart by the id of its present life. */
    private static String nameOf(ReplicaId replica, Map<String, PeerMeters> present) {
        String label = replica.label();
        return present.containsKey(label) ? label + "-" + Long.toHexString(replica.low()) : label;
    }

    @Override
    public void saved(long nanos, boolean succeeded) {
        (succeeded ? saved : failed).record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        peers.values().forEach(PeerMeters::remove);
        peers.clear();
        meters.forEach(registry::remove);
        meters.clear(); // a second close must not take the meters of a successor of this name
    }

    /** The meters of one peer. */
    private final class PeerMeters {

        private final Gauge operations;
        private final TimeGauge time;
        private volatile PeerLags.Lag lag;

        PeerMeters(String name, PeerLags.Lag first) {
            lag = first;
            operations = Gauge.builder("crdt.peer.lag.operations", this, peer -> peer.lag.operations())
                    .description("operations that the peer is not known to have")
                    .baseUnit("operations")
                    .tags(tags)
                    .tag("peer", name)
                    .register(registry);
            time = TimeGauge.builder("crdt.peer.lag", this, TimeUnit.MILLISECONDS, peer -> peer.lag.millis())
                    .description("since when it is not known to have some of them")
                    .tags(tags)
                    .tag("peer", name)
                    .register(registry);
        }

        void remove() {
            registry.remove(operations);
            registry.remove(time);
        }
    }
}

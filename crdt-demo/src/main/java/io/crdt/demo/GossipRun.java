package io.crdt.demo;

import io.crdt.causal.VersionVector;
import io.crdt.net.CrdtNode;
import io.crdt.net.status.NodeStatus;
import io.crdt.replica.ReplicaState;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A workload on a cluster, with a partition in the middle third that heals, and the check of what came out.
 *
 * <p>The workload pauses while the network heals, so what is measured then is healing alone: from the moment at which links
 * between the halves are possible again until every node has what any node had.
 */
final class GossipRun {

    private static final long WARM_UP_UPDATES = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Settings settings;
    private final Workload workload;
    private final RunView view;
    private final RunProgress progress = new RunProgress();

    GossipRun(Settings settings, Workload workload, RunView view) {
        this.settings = settings;
        this.workload = workload;
        this.view = view;
    }

    Report run() {
        if (settings.warmUp()) {
            new GossipRun(settings.forWarmUp(), new MixWorkload(WARM_UP_UPDATES, settings.seed()), RunView.SILENT)
                    .run();
        }
        try (Cluster cluster = Cluster.start(settings);
                Monitor monitor = new Monitor(cluster, progress, view)) {
            LatencyProbe probe = new LatencyProbe(cluster.nodes(), workload.watched());
            Report.@Nullable Heal heal = work(cluster, probe);
            progress.enter("settling");
            Cluster.eventually(cluster::isSettled, PATIENCE);
            progress.enter("checking");
            Report report = check(cluster, probe, heal);
            progress.enter(report.isGood() ? "done" : "failed");
            monitor.showLast();
            return report;
        }
    }

    private Report.@Nullable Heal work(Cluster cluster, LatencyProbe probe) {
        long steps = workload.steps();
        long cutAt = settings.partition() ? steps / 3 : steps;
        long healAt = settings.partition() ? steps * 2 / 3 : steps;
        Pace pace = new Pace(settings.duration(), steps);
        progress.enter("all linked");
        step(0, cutAt, cluster, pace, probe);
        Report.@Nullable Heal heal = null;
        if (settings.partition()) {
            probe.drop();
            pace.pauseFor(cluster::cut);
            progress.enter("partition: nodes " + cluster.halves());
            step(cutAt, healAt, cluster, pace, probe);
            heal = pace.pauseFor(() -> heal(cluster)).orElse(null);
            progress.enter("healed, all linked");
        }
        step(healAt, steps, cluster, pace, probe);
        return heal;
    }

    private void step(long from, long to, Cluster cluster, Pace pace, LatencyProbe probe) {
        for (long i = from; i < to; i++) {
            pace.awaitTurn(i);
            Write write = workload.step(i, cluster.nodes());
            if (write != null && !cluster.isCut()) {
                probe.offer(write);
            }
            progress.done(i + 1);
        }
    }

    private Optional<Report.Heal> heal(Cluster cluster) {
        progress.enter("healing");
        Cluster.eventually(cluster::isSettled, PATIENCE);
        VersionVector all = cluster.joined();
        long behind = cluster.nodes().stream()
                .mapToLong(node -> all.distanceFrom(node.state().context()))
                .sum();
        long bytes = cluster.bytesSent();
        long started = System.nanoTime();
        cluster.heal();
        if (!Cluster.eventually(() -> cluster.allCover(all), PATIENCE)) {
            return Optional.empty();
        }
        long nanos = System.nanoTime() - started;
        return Optional.of(new Report.Heal(nanos, cluster.bytesSent() - bytes, behind));
    }

    private Report check(Cluster cluster, LatencyProbe probe, Report.@Nullable Heal heal) {
        List<NodeStatus> statuses = cluster.statuses();
        List<ReplicaState> states =
                cluster.nodes().stream().map(CrdtNode::state).toList();
        ReplicaState first = states.get(0);
        Map<String, Object> expected = workload.expected();
        List<Difference> unexpected = new ArrayList<>();
        List<Difference> unequal = new ArrayList<>();
        for (int i = 0; i < states.size(); i++) {
            ReplicaState state = states.get(i);
            NodeStatus status = statuses.get(i);
            String name = status.replica().label();
            unexpected.addAll(Difference.between(name, expected, workload.observed(state)));
            if (!state.equals(first)
                    || state.fingerprint() != first.fingerprint()
                    || status.counts().divergences() > 0) {
                unequal.add(
                        new Difference(name, "the state", describe(first) + " as on the first node", describe(state)));
            }
        }
        List<Difference> differences = new ArrayList<>(unequal);
        differences.addAll(unexpected);
        JsonObject result = new JsonObject();
        workload.describe(first, result);
        return new Report(
                settings,
                workload.updates(),
                unequal.isEmpty(),
                unexpected.isEmpty(),
                probe.latencies(),
                heal,
                statuses.stream().mapToLong(NodeStatus::bytesOut).sum(),
                progress.elapsedNanos(),
                Snapshot.of(cluster, progress),
                differences,
                result);
    }

    private static String describe(ReplicaState state) {
        return String.format(
                Locale.ROOT,
                "%016x with %d operations",
                state.fingerprint(),
                state.context().distanceFrom(VersionVector.EMPTY));
    }
}

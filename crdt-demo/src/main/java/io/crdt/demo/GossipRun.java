package io.crdt.demo;

import io.crdt.causal.VersionVector;
import io.crdt.demo.engine.CatchUp;
import io.crdt.demo.engine.Cluster;
import io.crdt.demo.engine.Difference;
import io.crdt.demo.engine.Engine;
import io.crdt.demo.engine.Observed;
import io.crdt.demo.engine.Snapshot;
import io.crdt.demo.engine.Write;
import io.crdt.demo.network.DemoNetwork;
import io.crdt.net.status.NodeStatus;
import io.crdt.net.transport.TransportException;
import io.crdt.replica.ReplicaState;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A workload on the nodes of an engine, with a partition in the middle third that heals, and the check of what came out. One
 * run, for a thread that may wait.
 *
 * <p>The workload pauses while the network heals, so what is measured then is healing alone: from the moment at which links
 * between the halves are possible again until every node has what any node had.
 */
final class GossipRun {

    /** The place at which the number of operations is checked. */
    private static final String OPERATIONS = "(number of operations)";

    private static final long WARM_UP_UPDATES = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long ANSWER_SECONDS = 30;
    private static final long SHOW_MILLIS = 100;
    private static final long LOOK_EVERY_NANOS = 200_000;
    private static final long ASK_EVERY_NANOS = 5_000_000;

    private final RunSettings settings;
    private final Workload workload;
    private final RunView view;
    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setFileSystemOptions(
                    new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    private final Context context = vertx.getOrCreateContext();
    private final Engine engine;
    private final Cluster cluster;
    private final Pace pace;
    private final long startedNanos = System.nanoTime();
    private volatile String phase = "starting";
    private volatile long done;
    private volatile boolean ended;

    GossipRun(RunSettings settings, Workload workload, RunView view) {
        this.settings = settings;
        this.workload = workload;
        this.view = view;
        int nodes = settings.nodes().nodes();
        engine = new Engine(vertx, settings.nodes(), new DemoNetwork(nodes, false));
        cluster = engine.cluster();
        pace = new Pace(settings.duration(), workload.steps());
    }

    /**
     * Runs once.
     *
     * @throws DemoException if a port is in use
     */
    static Report run(RunSettings settings, Workload workload, RunView view) {
        if (settings.warmUp()) {
            run(
                    settings.forWarmUp(),
                    new MixWorkload(WARM_UP_UPDATES, settings.nodes().seed()),
                    RunView.SILENT);
        }
        GossipRun run = new GossipRun(settings, workload, view);
        try {
            return run.run();
        } finally {
            await(run.engine.close());
            await(run.vertx.close());
        }
    }

    private Report run() {
        try {
            await(engine.start());
        } catch (TransportException e) {
            throw new DemoException(1, e.text());
        }
        awaitLinks("the nodes did not link to each other");
        showAgain();
        try {
            Report.@Nullable Heal heal = work();
            phase = "settling";
            eventually(cluster::isSettled, LOOK_EVERY_NANOS);
            phase = "checking";
            Report report = check(heal);
            phase = report.isGood() ? "done" : "failed";
            await(show());
            return report;
        } finally {
            ended = true;
        }
    }

    private void showAgain() {
        if (!ended) {
            show().onComplete(shown -> vertx.setTimer(SHOW_MILLIS, again -> showAgain()));
        }
    }

    private Future<?> show() {
        if (view == RunView.SILENT) {
            return Future.succeededFuture();
        }
        return cluster.statuses()
                .compose(statuses -> context.executeBlocking(() -> {
                    view.show(progress(statuses));
                    return true;
                }));
    }

    private RunProgress progress(List<NodeStatus> statuses) {
        return new RunProgress(System.nanoTime() - startedNanos, phase, done, Snapshot.of(cluster), statuses);
    }

    private Report.@Nullable Heal work() {
        long steps = workload.steps();
        long cutAt = settings.partition() ? steps / 3 : steps;
        long healAt = settings.partition() ? steps * 2 / 3 : steps;
        pace.start();
        phase = "all linked";
        step(0, cutAt, true);
        Report.@Nullable Heal heal = null;
        if (settings.partition()) {
            engine.convergence().drop();
            pace.pauseFor(this::cut);
            phase = "partition: nodes " + halves();
            step(cutAt, healAt, false);
            heal = pace.pauseFor(this::heal).orElse(null);
            phase = "healed, all linked";
        }
        step(healAt, steps, true);
        return heal;
    }

    /** Makes some steps; while the network is whole, writes are sampled. */
    private void step(long from, long to, boolean whole) {
        for (long i = from; i < to; i++) {
            pace.awaitTurn(i);
            Write write = workload.step(i, engine);
            if (write != null && whole) {
                engine.convergence().sample(write, cluster.running());
            }
            engine.compactIfDue();
            done = i + 1;
        }
    }

    /** Cuts the network and returns when no link leads from one half to the other. */
    private void cut() {
        cluster.split();
        awaitLinks("the links between the halves did not close");
    }

    private String halves() {
        int all = settings.nodes().nodes();
        return range(1, all / 2) + " | " + range(all / 2 + 1, all);
    }

    private static String range(int first, int last) {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }

    private Optional<Report.Heal> heal() {
        phase = "healing";
        eventually(cluster::isSettled, LOOK_EVERY_NANOS);
        long bytes = bytesSent(await(cluster.statuses()));
        CatchUp catchUp = engine.catchUp(cluster.running(), null);
        cluster.healAll();
        eventually(
                () -> {
                    engine.look();
                    return catchUp.isOver();
                },
                LOOK_EVERY_NANOS);
        return catchUp.lacking() > 0
                ? Optional.empty()
                : Optional.of(new Report.Heal(
                        catchUp.nanos(),
                        bytesSent(await(cluster.statuses())) - bytes,
                        Arrays.stream(catchUp.lacked()).sum()));
    }

    private Report check(Report.@Nullable Heal heal) {
        RunProgress last = progress(await(cluster.statuses()));
        ReplicaState first = last.snapshot().nodes().get(0).state();
        Map<String, Object> expected = workload.expected(engine);
        expected.put(OPERATIONS, workload.updates(engine));
        List<Difference> unexpected = new ArrayList<>();
        List<Difference> unequal = new ArrayList<>();
        for (Snapshot.Seen seen : last.snapshot().nodes()) {
            ReplicaState state = seen.state();
            NodeStatus status = last.statuses().get(seen.node().index());
            String name = seen.node().name();
            Map<String, Object> observed = Observed.at(state);
            observed.put(OPERATIONS, seen.version());
            unexpected.addAll(Difference.between(name, expected, observed));
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
                workload.updates(engine),
                unequal.isEmpty(),
                unexpected.isEmpty(),
                engine.convergence().takeFinished(),
                heal,
                bytesSent(last.statuses()),
                last,
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

    private static long bytesSent(List<NodeStatus> statuses) {
        return statuses.stream().mapToLong(NodeStatus::bytesOut).sum();
    }

    private void awaitLinks(String otherwise) {
        if (!eventually(() -> await(cluster.isLinked()), ASK_EVERY_NANOS)) {
            throw new DemoException(1, otherwise + " within " + PATIENCE.toSeconds() + " s");
        }
    }

    /** Waits until the condition holds, looking often but without any work for the event loops unless it asks them. */
    private static boolean eventually(BooleanSupplier condition, long everyNanos) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(everyNanos);
        }
        return true;
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("a node did not answer within " + ANSWER_SECONDS + " s", e);
        }
    }
}

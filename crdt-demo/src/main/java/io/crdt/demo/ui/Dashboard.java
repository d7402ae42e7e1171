package io.crdt.demo.ui;

import io.crdt.causal.VersionVector;
import io.crdt.demo.network.TrafficMeter;
import io.crdt.demo.web.WebServer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that write a little by themselves, and a page that shows them and interferes. Everything but the nodes runs on one
 * context, so nothing here is done twice at a time.
 */
public final class Dashboard {

    private static final String PAGE = "/io/crdt/demo/ui/";
    private static final long TICK_MILLIS = 200;
    private static final int TICKS_A_SECOND = 5;
    private static final long LOAD_MILLIS = 20;

    private final Vertx vertx;
    private final Context context;
    private final OperationRecord operationRecord = new OperationRecord();
    private final Convergence convergence = new Convergence();
    private final Timeline timeline = new Timeline();
    private final EventLog eventLog = new EventLog();
    private final LiveCluster cluster;
    private final Controls controls;
    private final Load load;
    private final Commands commands;
    private @Nullable WebServer server;
    private VersionVector before = VersionVector.EMPTY;
    private long ticks;

    private Dashboard(Vertx vertx, UiSettings settings) {
        this.vertx = vertx;
        context = vertx.getOrCreateContext();
        cluster = new LiveCluster(vertx, settings, (node, vector) -> arrived(node, vector));
        controls = new Controls(cluster, operationRecord, convergence, eventLog);
        Writes writes = new Writes(cluster, operationRecord, convergence);
        load = new Load(cluster, writes, settings.seed());
        ResultLog resultLog = new ResultLog(vertx, context, cluster, timeline, operationRecord, eventLog);
        commands = new Commands(vertx, cluster, controls, writes, load, resultLog, eventLog);
    }

    /** The nodes may report before this object is complete, but none runs before it is. */
    private void arrived(DemoNode node, VersionVector vector) {
        controls.arrived(node, vector);
    }

    /** Starts the nodes and the page; to be called with a Vert.x that has nothing else to do. */
    public static Future<Dashboard> start(Vertx vertx, UiSettings settings) {
        Promise<Dashboard> started = Promise.promise();
        vertx.getOrCreateContext().runOnContext(ready -> {
            Dashboard dashboard = new Dashboard(vertx, settings);
            dashboard.start(settings.pagePort()).map(dashboard).onComplete(started);
        });
        return started.future();
    }

    private Future<Void> start(int pagePort) {
        return WebServer.start(vertx, PAGE, pagePort, true, commands::execute)
                .compose(page -> {
                    server = page;
                    return cluster.start();
                })
                .onSuccess(started -> {
                    eventLog.did(cluster.nodes().size() + " nodes have started and link themselves to each other.");
                    vertx.setPeriodic(TICK_MILLIS, timer -> tick());
                    vertx.setPeriodic(LOAD_MILLIS, timer -> write());
                });
    }

    private void write() {
        if (!operationRecord.isFull()) {
            load.tick();
        }
    }

    private void tick() {
        controls.tick();
        PageState now = new PageState(cluster, before);
        before = now.union();
        if (++ticks % TICKS_A_SECOND == 0) {
            timeline.add(
                    convergence.takeFinished(),
                    convergence.oldestNanos(),
                    operationRecord.size(),
                    cluster.traffic().all().bytes(),
                    now.behind());
            operationRecord.compact(cluster.copies());
        }
        JsonArray flights = new JsonArray();
        for (TrafficMeter.Flight flight : cluster.traffic().takeFlights()) {
            flights.add(new JsonArray()
                    .add(flight.from())
                    .add(flight.to())
                    .add(flight.kind())
                    .add(flight.bytes())
                    .add(flight.weight()));
        }
        if (server != null) {
            server.show(now.toJson()
                    .put("tick", ticks)
                    .put("load", load.perSecond())
                    .put("healsIn", commands.secondsToHeal())
                    .put("flights", flights)
                    .put("timeline", timeline.toJson())
                    .put("log", eventLog.toJson()));
        }
    }

    /** Returns where the page is to be found. */
    public String url() {
        if (server == null) {
            throw new IllegalStateException("the page has not been started");
        }
        return server.url();
    }

    /** Ends the nodes and the page. */
    public Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        context.runOnContext(
                ready -> Future.join(cluster.close(), server == null ? Future.succeededFuture() : server.close())
                        .<Void>mapEmpty()
                        .onComplete(closed));
        return closed.future();
    }
}

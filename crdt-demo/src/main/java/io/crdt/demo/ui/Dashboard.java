package io.crdt.demo.ui;

import io.crdt.causal.VersionVector;
import io.crdt.demo.engine.Engine;
import io.crdt.demo.engine.NodeSettings;
import io.crdt.demo.engine.Snapshot;
import io.crdt.demo.network.DemoNetwork;
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
    private final Timeline timeline = new Timeline();
    private final EventLog eventLog = new EventLog();
    private final Engine engine;
    private final Controls controls;
    private final Load load;
    private final Commands commands;
    private @Nullable WebServer server;
    private VersionVector before = VersionVector.EMPTY;
    private long ticks;

    private Dashboard(Vertx vertx, NodeSettings settings) {
        this.vertx = vertx;
        context = vertx.getOrCreateContext();
        engine = new Engine(vertx, settings, new DemoNetwork(settings.nodes(), true));
        controls = new Controls(engine, eventLog);
        load = new Load(engine, settings.seed());
        ResultLog resultLog = new ResultLog(vertx, context, engine, timeline, eventLog);
        commands = new Commands(vertx, engine, controls, load, resultLog, eventLog);
    }

    /**
     * Starts the nodes and the page; to be called with a Vert.x that has nothing else to do.
     *
     * @param pagePort the port of the page; one of the next if it is in use
     */
    public static Future<Dashboard> start(Vertx vertx, NodeSettings settings, int pagePort) {
        Promise<Dashboard> started = Promise.promise();
        vertx.getOrCreateContext().runOnContext(ready -> {
            Dashboard dashboard = new Dashboard(vertx, settings);
            dashboard.start(pagePort).map(dashboard).onComplete(started);
        });
        return started.future();
    }

    private Future<Void> start(int pagePort) {
        return WebServer.start(vertx, PAGE, pagePort, true, commands::execute)
                .compose(page -> {
                    server = page;
                    return engine.start();
                })
                .onSuccess(started -> {
                    eventLog.did(
                            engine.cluster().nodes().size() + " nodes have started and link themselves to each other.");
                    vertx.setPeriodic(TICK_MILLIS, timer -> tick());
                    vertx.setPeriodic(LOAD_MILLIS, timer -> write());
                });
    }

    private void write() {
        if (!engine.operationRecord().isFull()) {
            load.tick();
        }
    }

    private void tick() {
        controls.tick();
        Snapshot now = Snapshot.of(engine.cluster(), before);
        before = now.union();
        TrafficMeter traffic = engine.cluster().network().traffic();
        if (++ticks % TICKS_A_SECOND == 0) {
            timeline.add(
                    engine.convergence().takeFinished(),
                    engine.convergence().oldestNanos(),
                    engine.operationRecord().size(),
                    traffic.all().bytes(),
                    now.behind());
            engine.compact();
        }
        JsonArray flights = new JsonArray();
        for (TrafficMeter.Flight flight : traffic.takeFlights()) {
            flights.add(new JsonArray()
                    .add(flight.from())
                    .add(flight.to())
                    .add(flight.kind())
                    .add(flight.bytes())
                    .add(flight.weight()));
        }
        if (server != null) {
            server.show(new PageState(engine.cluster(), now)
                    .toJson()
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
                ready -> Future.join(engine.close(), server == null ? Future.succeededFuture() : server.close())
                        .<Void>mapEmpty()
                        .onComplete(closed));
        return closed.future();
    }
}

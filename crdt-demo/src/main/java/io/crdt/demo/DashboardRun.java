package io.crdt.demo;

import io.crdt.demo.engine.NodeSettings;
import io.crdt.demo.ui.Dashboard;
import io.crdt.demo.web.WebServerException;
import io.crdt.net.transport.TransportException;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Serves the dashboard until the process is stopped. */
final class DashboardRun {

    private static final long PATIENCE_SECONDS = 60;

    private final Console console;
    private final NodeSettings settings;
    private final int pagePort;
    private final boolean json;

    DashboardRun(Console console, NodeSettings settings, int pagePort, boolean json) {
        this.console = console;
        this.settings = settings;
        this.pagePort = pagePort;
        this.json = json;
    }

    /** Returns the exit status when the thread is interrupted; a signal to the process just ends it. */
    int run() {
        Vertx vertx = Vertx.vertx();
        try {
            Dashboard dashboard = Dashboard.start(vertx, settings, pagePort).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            announce(dashboard.url());
            awaitInterrupt();
            dashboard.close().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return 0;
        } catch (WebServerException | TransportException e) {
            throw new DemoException(1, String.valueOf(e.getMessage()));
        } catch (TimeoutException e) {
            throw new DemoException(1, "the nodes did not start within " + PATIENCE_SECONDS + " s");
        } finally {
            vertx.close();
        }
    }

    private void announce(String url) {
        if (json) {
            console.out()
                    .println(new JsonObject()
                            .put("url", url)
                            .put("nodes", settings.nodes())
                            .put("seed", settings.seed())
                            .encode());
        } else {
            console.out().println(settings.nodes() + " nodes are running. Watch them and interfere at");
            console.out().println();
            console.out().println("    " + url);
            console.out().println();
            console.out().println("Ctrl-C ends them.");
        }
        console.out().flush();
    }

    private static void awaitInterrupt() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.interrupted(); // it has been heard, and closing waits again
        }
    }
}

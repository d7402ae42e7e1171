package io.crdt.demo;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Looks at a cluster every now and then and hands what it sees to a view. */
final class Monitor implements AutoCloseable {

    private final Cluster cluster;
    private final RunProgress progress;
    private final RunView view;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(action -> {
        Thread thread = new Thread(action, "view");
        thread.setDaemon(true);
        return thread;
    });

    Monitor(Cluster cluster, RunProgress progress, RunView view) {
        this.cluster = cluster;
        this.progress = progress;
        this.view = view;
        if (view != RunView.SILENT) {
            ScheduledFuture<?> unused =
                    timer.scheduleWithFixedDelay(this::show, 0, view.periodMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void show() {
        view.show(Snapshot.of(cluster, progress));
    }

    /** Shows how things are now, and nothing after it. */
    void showLast() {
        close();
        if (view != RunView.SILENT) {
            show();
        }
    }

    @Override
    public void close() {
        timer.shutdown();
        try {
            if (!timer.awaitTermination(10, TimeUnit.SECONDS)) {
                timer.shutdownNow();
            }
        } catch (InterruptedException e) {
            timer.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}

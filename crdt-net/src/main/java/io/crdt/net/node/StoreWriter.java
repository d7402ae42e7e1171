package io.crdt.net.node;

import io.crdt.net.options.Durability;
import io.crdt.net.status.Problem;
import io.crdt.net.status.TooFastException;
import io.crdt.net.store.Store;
import io.crdt.net.store.StoreException;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a store up to date with a replica, on a thread of its own, since a disk may be slow.
 *
 * <p>There is no queue. The thread takes the newest state there is and saves it; all updates made meanwhile share one
 * future and are the next save. A disk that is slow, full or gone costs memory for what has changed, no more, and that is
 * bounded: an update reserves its bytes before it changes anything, and is refused beyond the bound. The bytes count until a
 * save that began after the update has succeeded. What others send is not refused, since they have it; it is bounded by what
 * a message may be, and the state grows by it with a store or without.
 *
 * <p>If a save fails, the futures that waited for it fail, and it is tried again after a pause that doubles from try to
 * try: reading and writing go on in memory, but what is not saved is not replicated.
 */
final class StoreWriter implements Persistence {

    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final Replica replica;
    private final Store store;
    private final Durability durability;
    private final long maxUnsavedBytes;
    private final Executor context;
    private final Runnable onSaved;
    private final Consumer<? super Problem> onProblem;
    private final Measures measures;
    private final Promise<Void> ended = Promise.promise();
    private final Object lock = new Object();
    private volatile ReplicaState saved;

    /** Completes with the next save to begin. */
    private Promise<Void> next = Promise.promise();

    /** Bytes of updates that were not saved, those that are being made included. */
    private long unsavedBytes;

    /** How many of these go into the next save to begin. */
    private long nextBytes;

    private boolean changed;
    private long changedAtNanos;
    private boolean hurried;
    private boolean closing;

    /** What ended the thread, if that was no close. */
    private @Nullable Problem death;

    private volatile @Nullable Problem problem;

    /**
     * Creates the writer; {@link #start} begins to write.
     *
     * @param maxUnsavedBytes how many bytes of updates may be unsaved
     * @param context where futures complete
     * @param onSaved called after each save, on the thread that saves
     * @param onProblem called with what has gone wrong, and with the end of the trouble, on the thread that saves
     * @param measures takes how long saves take
     */
    StoreWriter(
            Replica replica,
            Store store,
            Durability durability,
            long maxUnsavedBytes,
            Executor context,
            Runnable onSaved,
            Consumer<? super Problem> onProblem,
            Measures measures) {
        this.replica = replica;
        this.store = store;
        this.durability = durability;
        this.maxUnsavedBytes = maxUnsavedBytes;
        this.context = context;
        this.onSaved = onSaved;
        this.onProblem = onProblem;
        this.measures = measures;
        saved = store.state();
    }

    void start() {
        Thread thread = new Thread(this::run, "crdt-store-" + replica.id());
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void reserve(long bytes) {
        synchronized (lock) {
            if (unsavedBytes > 0 && unsavedBytes + bytes > maxUnsavedBytes && !closing) {
                Problem wrong = problem;
                throw new TooFastException(bytes, unsavedBytes, maxUnsavedBytes, wrong == null ? "" : wrong.text());
            }
            unsavedBytes += bytes;
        }
    }

    @Override
    public void release(long bytes) {
        synchronized (lock) {
            unsavedBytes -= bytes;
        }
    }

    @Override
    public Future<Void> changed(long bytes) {
        synchronized (lock) {
            nextBytes += bytes;
            if (!durability.isWaitedFor()) {
                signal();
                return Future.succeededFuture();
            }
            if (closing) {
                return Future.failedFuture(new StoreException(
                        StoreException.Kind.CLOSED,
                        (death == null ? "the node " + replica.id() + " is closed" : death.text())
                                + "; the change is in memory only",
                        null));
            }
            signal();
            return next.future();
        }
    }

    private void signal() {
        if (!changed) {
            changed = true;
            changedAtNanos = System.nanoTime();
            lock.notifyAll();
        }
    }

    @Override
    public ReplicaState durable() {
        return durability.isWaitedFor() ? saved : replica.state();
    }

    @Override
    public long unsaved() {
        return replica.context().distanceFrom(saved.context());
    }

    @Override
    public long unsavedBytes() {
        synchronized (lock) {
            return unsavedBytes;
        }
    }

    @Override
    public @Nullable Problem problem() {
        return problem;
    }

    @Override
    public void hurry() {
        synchronized (lock) {
            hurried = true;
            lock.notifyAll();
        }
    }

    @Override
    public Future<Void> close() {
        synchronized (lock) {
            closing = true;
            lock.notifyAll();
        }
        return ended.future();
    }

    private void run() {
        long pause = 0;
        Throwable unsaved = null;
        try {
            while (awaitChange(pause)) {
                pause = save() ? 0 : Math.min(LONGEST_PAUSE_MILLIS, Math.max(FIRST_PAUSE_MILLIS, 2 * pause));
            }
            if (replica.state() != saved && !save()) {
                unsaved = new StoreException(
                        kindOf(problem),
                        "the last changes could not be saved: " + reasonOf(problem) + "; they are in memory only",
                        null);
            }
        } catch (InterruptedException | RuntimeException | Error e) {
            Problem end = new Problem.StoreWriterEnded(e.toString());
            problem = end;
            synchronized (lock) {
                death = end;
            }
            unsaved = new StoreException(end.text(), e);
            onProblem.accept(end);
        } finally {
            end(unsaved);
        }
    }

    /** Returns whether it is time to save something; if not, it is time to end. */
    private boolean awaitChange(long pauseMillis) throws InterruptedException {
        long notBefore = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pauseMillis);
        synchronized (lock) {
            while (!closing) {
                if (changed) {
                    long windowMillis = hurried ? 0 : durability.windowMillis();
                    long windowEnd = changedAtNanos + TimeUnit.MILLISECONDS.toNanos(windowMillis);
                    long now = System.nanoTime();
                    long wait = Math.max(windowEnd - now, notBefore - now);
                    if (wait <= 0) {
                        return true;
                    }
                    TimeUnit.NANOSECONDS.timedWait(lock, wait);
                } else {
                    lock.wait();
                }
            }
            return false;
        }
    }

    private boolean save() {
        Promise<Void> waiting;
        long bytes;
        synchronized (lock) {
            waiting = next;
            next = Promise.promise();
            changed = false;
            bytes = nextBytes;
            nextBytes = 0;
        }
        ReplicaState state = replica.state(); // after the promise was taken, hence with all that waits for it
        long began = System.nanoTime();
        try {
            store.save(state);
        } catch (RuntimeException | Error e) { // of memory or stack, say, there may be enough the next time
            measures.saved(System.nanoTime() - began, false);
            failed(
                    waiting,
                    bytes,
                    e instanceof StoreException told ? told : new StoreException("the store failed: " + e, e));
            return false;
        }
        measures.saved(System.nanoTime() - began, true);
        release(bytes);
        saved = state;
        if (problem != null) {
            problem = null;
            onProblem.accept(new Problem.StoreWorks());
        }
        onSaved.run();
        context.execute(waiting::complete);
        return true;
    }

    private void failed(Promise<Void> waiting, long bytes, StoreException failure) {
        synchronized (lock) {
            nextBytes += bytes;
            changed = true;
        }
        Problem wrong = new Problem.StoreFailed(failure.kind(), String.valueOf(failure.getMessage()));
        if (!wrong.equals(problem)) {
            problem = wrong;
            onProblem.accept(wrong);
        }
        context.execute(() -> waiting.fail(failure));
    }

    private static StoreException.Kind kindOf(@Nullable Problem problem) {
        return problem instanceof Problem.StoreFailed failed ? failed.kind() : StoreException.Kind.FAILED;
    }

    private static String reasonOf(@Nullable Problem problem) {
        return problem instanceof Problem.StoreFailed failed ? failed.why() : String.valueOf(problem);
    }

    private void end(@Nullable Throwable unsaved) {
        Promise<Void> waiting;
        synchronized (lock) {
            closing = true;
            waiting = next;
        }
        Throwable failure = unsaved;
        try {
            store.close();
        } catch (RuntimeException | Error e) {
            failure = unsaved == null ? e : unsaved;
        }
        context.execute(() -> completeWaiting(waiting, unsaved));
        completeEnd(failure); // here: somebody may hold the context and wait for this
    }

    /** What still waits had changed the replica before the close: if the last state is saved, so is that change. */
    private void completeWaiting(Promise<Void> waiting, @Nullable Throwable unsaved) {
        if (unsaved == null) {
            waiting.complete();
            return;
        }
        Problem why;
        synchronized (lock) {
            why = death;
        }
        waiting.fail(new StoreException(
                StoreException.Kind.CLOSED,
                (why == null ? "the node " + replica.id() + " was closed meanwhile" : why.text())
                        + "; the change is in memory only",
                null));
    }

    private void completeEnd(@Nullable Throwable failure) {
        if (failure == null) {
            ended.complete();
        } else {
            ended.fail(failure);
        }
    }
}

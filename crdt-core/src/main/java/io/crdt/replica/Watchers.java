package io.crdt.replica;

import io.crdt.causal.Crdt;
import io.crdt.causal.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Those who watch the objects of a replica, and what they have not been told yet.
 *
 * <p>What changed is {@linkplain #prepare prepared} under the lock of the replica, which gives the order, and
 * {@linkplain #deliver delivered} outside of it, by one thread at a time.
 */
final class Watchers {

    private final Map<ObjectId, List<Watch<?>>> watches = new HashMap<>();
    private final Deque<Runnable> notices = new ArrayDeque<>();
    private boolean delivering;

    /** Adds a watcher and returns what ends the watching when it is run. */
    synchronized <S extends Crdt<S, ?>> Runnable add(Key<S> key, Consumer<? super Change<S>> watcher) {
        Watch<S> watch = new Watch<>(key, watcher);
        watches.computeIfAbsent(key.id(), each -> new ArrayList<>()).add(watch);
        return () -> end(watch);
    }

    private void end(Watch<?> watch) {
        watch.ended = true;
        synchronized (this) {
            watches.computeIfPresent(watch.key.id(), (object, each) -> {
                each.remove(watch);
                return each.isEmpty() ? null : each;
            });
        }
    }

    /** Returns how many objects are watched. */
    synchronized int objects() {
        return watches.size();
    }

    synchronized boolean isWatched(ObjectId object) {
        return watches.containsKey(object);
    }

    synchronized void prepare(ReplicaState before, ReplicaState after, Map<ObjectId, List<Path>> touched) {
        if (watches.isEmpty()) {
            return;
        }
        touched.forEach((object, paths) -> {
            for (Watch<?> watch : watches.getOrDefault(object, List.of())) {
                notices.add(() -> watch.tell(before, after, paths));
            }
        });
    }

    /**
     * Delivers what is pending unless another thread is at it. A watcher that fails keeps neither the others from hearing
     * of the change nor the writer from going on; it has failed on its own.
     */
    void deliver() {
        for (Runnable notice = next(false); notice != null; notice = next(true)) {
            try {
                notice.run();
            } catch (Throwable failure) {
                report(failure);
            }
        }
    }

    private static void report(Throwable failure) {
        Thread thread = Thread.currentThread();
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
        } catch (Throwable ignored) {
            // The last resort itself has failed, and there is nobody left to tell; the change stands all the same.
        }
    }

    private synchronized @Nullable Runnable next(boolean goingOn) {
        if (delivering && !goingOn) {
            return null;
        }
        Runnable notice = notices.poll();
        delivering = notice != null;
        return notice;
    }

    private static final class Watch<S extends Crdt<S, ?>> {
        private final Key<S> key;
        private final Consumer<? super Change<S>> watcher;
        private volatile boolean ended;

        Watch(Key<S> key, Consumer<? super Change<S>> watcher) {
            this.key = key;
            this.watcher = watcher;
        }

        void tell(ReplicaState before, ReplicaState after, List<Path> touched) {
            if (ended) {
                return;
            }
            try {
                Change<S> change = Change.between(key, before.get(key), after.get(key), touched, after.isReadable(key));
                if (change != null) {
                    watcher.accept(change);
                }
            } catch (ClassCastException e) {
                throw Clashes.watcherFailed(key, after.get(key).store(), e);
            }
        }
    }
}

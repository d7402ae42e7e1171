package io.crdt.net.node;

import io.crdt.causal.VersionVector;
import io.crdt.protocol.Effect;
import io.crdt.protocol.Event;
import io.crdt.replica.ReplicaId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What the application, or the end of the node, waits for others to have: the protocol tells who has it, this one when it is
 * enough, or too late. On the gossip thread.
 */
final class Waits {

    private final GossipThread thread;
    private final Consumer<Event> events;
    private final Map<Long, Wait> open = new TreeMap<>();
    private long last;

    Waits(GossipThread thread, Consumer<Event> events) {
        this.thread = thread;
        this.events = events;
    }

    private record Holder(ReplicaId replica, boolean onDisk) {}

    /** One of them. */
    final class Wait {

        /** Who has it, by the half of its id that lasts. */
        private final Map<Long, Holder> holders = new TreeMap<>();

        private final Predicate<Map<ReplicaId, Boolean>> enough;
        private final Promise<Map<ReplicaId, Boolean>> ended = Promise.promise();
        private final long number = ++last;
        private final ScheduledFuture<?> timer;

        private Wait(long timeoutMillis, Predicate<Map<ReplicaId, Boolean>> enough) {
            this.enough = enough;
            timer = thread.schedule(this::end, timeoutMillis);
        }

        /** A replica has it. */
        void add(ReplicaId replica, boolean onDisk) {
            Holder known = holders.get(replica.high());
            holders.put(replica.high(), new Holder(replica, onDisk || known != null && known.onDisk()));
            if (enough.test(all())) {
                end();
            }
        }

        /** Ends it, with those that are known by now. */
        void end() {
            if (open.remove(number) != null) {
                timer.cancel(false);
                events.accept(new Event.Forget(number));
                thread.execute(() -> ended.complete(all())); // not in the middle of an event
            }
        }

        private Map<ReplicaId, Boolean> all() {
            Map<ReplicaId, Boolean> all = new HashMap<>();
            holders.values().forEach(each -> all.put(each.replica(), each.onDisk()));
            return all;
        }

        /** Completes with those that have it, and whether on a disk, when they are enough or time is up. */
        Future<Map<ReplicaId, Boolean>> ended() {
            return ended.future();
        }
    }

    /** Waits until those that have all that are enough, but no longer than the time. */
    Wait begin(VersionVector context, long timeoutMillis, Predicate<Map<ReplicaId, Boolean>> enough) {
        Wait wait = new Wait(timeoutMillis, enough);
        open.put(wait.number, wait);
        events.accept(new Event.Await(wait.number, context));
        return wait;
    }

    void confirmed(Effect.Confirmed confirmed) {
        Wait wait = open.get(confirmed.number());
        if (wait != null) {
            wait.add(confirmed.replica(), confirmed.durable());
        }
    }

    /** Ends all. */
    void close() {
        Map.copyOf(open).values().forEach(Wait::end);
    }
}

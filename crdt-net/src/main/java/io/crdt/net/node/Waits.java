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

    /** Who has it, by the half of its id that lasts, and whether on a disk. */
    static final class Holders {
        private final Map<Long, ReplicaId> replicas = new TreeMap<>();
        private final Map<Long, Boolean> durable = new TreeMap<>();

        void add(ReplicaId replica, boolean onDisk) {
            replicas.put(replica.high(), replica);
            durable.merge(replica.high(), onDisk, Boolean::logicalOr);
        }

        /** Returns whether each has it on a disk. */
        Map<ReplicaId, Boolean> all() {
            Map<ReplicaId, Boolean> all = new HashMap<>();
            replicas.forEach((high, replica) -> all.put(replica, durable.getOrDefault(high, false)));
            return all;
        }
    }

    private final GossipThread thread;
    private final Consumer<Event> events;
    private final Map<Long, Wait> open = new TreeMap<>();
    private long last;

    Waits(GossipThread thread, Consumer<Event> events) {
        this.thread = thread;
        this.events = events;
    }

    /** One of them. */
    final class Wait {

        private final Holders holders = new Holders();
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
            holders.add(replica, onDisk);
            if (enough.test(holders.all())) {
                end();
            }
        }

        /** Ends it, with those that are known by now. */
        void end() {
            if (open.remove(number) != null) {
                timer.cancel(false);
                events.accept(new Event.Forget(number));
                thread.execute(() -> ended.complete(holders.all())); // not in the middle of an event
            }
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

package io.crdt.net;

import io.crdt.net.transport.Address;
import io.crdt.net.transport.Link;
import io.crdt.net.transport.Transport;
import io.crdt.replica.ReplicaId;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a node linked to its seeds: dials each until a link is open, and again when it is lost, after a pause that doubles
 * from try to try; only a link that lasted makes it short again. A seed that has dialed this node itself is left in peace.
 */
final class Dialer {

    private final Vertx vertx;
    private final Transport transport;
    private final CrdtOptions options;
    private final RandomGenerator random;
    private final GossipDriver driver;
    private final Map<Address, Seed> seeds = new HashMap<>();
    private final Map<Integer, ReplicaId> open = new HashMap<>();
    private @Nullable Address self;
    private boolean closed;

    Dialer(Vertx vertx, Transport transport, CrdtOptions options, RandomGenerator random, GossipDriver driver) {
        this.vertx = vertx;
        this.transport = transport;
        this.options = options;
        this.random = random;
        this.driver = driver;
    }

    /** Begins to dial, those seeds that have been added before too. */
    void start(Address listening) {
        self = listening;
        List.copyOf(seeds.values()).forEach(this::dial);
    }

    void add(Address address) {
        if (!seeds.containsKey(address)) {
            Seed seed = new Seed(address, options.reconnectMinMillis());
            seeds.put(address, seed);
            dial(seed);
        }
    }

    void onOpened(int link, ReplicaId replica) {
        open.put(link, replica);
        for (Seed seed : seeds.values()) {
            if (seed.link == link) {
                seed.replica = replica;
                seed.openedAtNanos = System.nanoTime();
                seed.complained = false;
            }
        }
    }

    void onClosed(int link) {
        ReplicaId lost = open.remove(link);
        for (Seed seed : seeds.values()) {
            boolean linkIsGone = seed.link == link;
            boolean peerIsGone = lost != null && seed.replica != null && lost.isSameAs(seed.replica);
            if (linkIsGone) {
                seed.link = Seed.NO_LINK;
                if (lost != null && seed.millisOpen() > options.reconnectMaxMillis()) {
                    seed.pauseMillis = options.reconnectMinMillis();
                }
            }
            if (linkIsGone || peerIsGone) {
                dialLater(seed);
            }
        }
    }

    void close() {
        closed = true;
    }

    private void dial(Seed seed) {
        if (self == null
                || closed
                || seed.busy
                || seed.link != Seed.NO_LINK
                || seed.address.equals(self)
                || isLinkedTo(seed.replica)) {
            return;
        }
        seed.busy = true;
        transport.dial(seed.address).onComplete(link -> dialed(seed, link), failure -> {
            seed.busy = false;
            if (!seed.complained && !closed) {
                seed.complained = true;
                driver.problem(failure.getMessage() + "; trying on");
            }
            dialLater(seed);
        });
    }

    private void dialed(Seed seed, Link link) {
        seed.busy = false;
        if (closed) {
            link.close();
        } else {
            seed.link = driver.register(link);
            driver.open(seed.link, true);
        }
    }

    private void dialLater(Seed seed) {
        if (seed.busy || closed) {
            return;
        }
        seed.busy = true;
        long pause = seed.pauseMillis;
        seed.pauseMillis = Math.min(options.reconnectMaxMillis(), 2 * pause);
        vertx.setTimer(Math.max(1, pause / 2 + random.nextLong(pause + 1)), due -> {
            seed.busy = false;
            dial(seed);
        });
    }

    private boolean isLinkedTo(@Nullable ReplicaId replica) {
        return replica != null && open.values().stream().anyMatch(replica::isSameAs);
    }

    private static final class Seed {
        static final int NO_LINK = -1;

        final Address address;
        int link = NO_LINK;
        long pauseMillis;
        long openedAtNanos;
        boolean complained;

        /** Whether it is being dialed or waits for it. */
        boolean busy;

        /** Who was there the last time. */
        @Nullable
        ReplicaId replica;

        Seed(Address address, long pauseMillis) {
            this.address = address;
            this.pauseMillis = pauseMillis;
        }

        long millisOpen() {
            return (System.nanoTime() - openedAtNanos) / 1_000_000;
        }
    }
}

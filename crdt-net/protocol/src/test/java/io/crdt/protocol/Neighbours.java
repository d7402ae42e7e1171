package io.crdt.protocol;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.causal.Incarnation;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.type.ORSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** A few {@link Gossip}s wired by hand: virtual time in steps of one millisecond, links that are ordered and lose nothing. */
final class Neighbours {

    static final Key<ORSet<String>> SET = Key.of("set", ORSet.type(String.class));

    private final SplittableRandom random = new SplittableRandom(7);
    private final List<Neighbour> all = new ArrayList<>();
    private final Map<Integer, End> ends = new TreeMap<>();
    private final List<Delivery> onTheirWay = new ArrayList<>();
    private final List<HangUp> hangUps = new ArrayList<>();
    private final List<Sent> sent = new ArrayList<>();
    private int nextLink = 1;
    private long now;
    private int brokenOff;

    /** A message that was sent. */
    record Sent(Neighbour from, Neighbour to, Message message) {}

    private record Delivery(long at, End to, Message message) {}

    /** One side has closed a link; the other one is about to hear of it, after what was sent before. */
    private record HangUp(long at, End to) {}

    /** One end of a link: each end has a number of its own, so that a node can be linked to itself. */
    final class End {
        final int id = nextLink++;
        final Neighbour owner;
        private final long latency;
        private int otherId;
        private long most = Long.MAX_VALUE;
        private boolean brokenOff;
        private boolean stalled;
        private boolean drainDue;

        End(Neighbour owner, long latency) {
            this.owner = owner;
            this.latency = latency;
            ends.put(id, this);
        }

        End other() {
            return ends.get(otherId);
        }

        /** From now on the network breaks off deltas with more entries and removals. */
        void takeAtMost(long weight) {
            most = weight;
        }

        /** From now on the network takes one more message and then no other. */
        void stall() {
            stalled = true;
        }

        void flow() {
            stalled = false;
            if (drainDue) {
                drainDue = false;
                owner.tell(brokenOff ? new Event.BrokenOff(id) : new Event.Drained(id));
            }
        }
    }

    /** A replica with its gossip. It has no store, so every state may be told. */
    final class Neighbour {
        final Replica replica;
        final Gossip gossip;
        final List<Effect> effects = new ArrayList<>();
        private ReplicaState shared;

        Neighbour(String label, String cluster, ReplicaState state, RandomGenerator incarnations, boolean durable) {
            replica = new Replica(ReplicaId.random(random, label), state, incarnations, () -> now);
            GossipOptions options = GossipOptions.of(cluster, 200, 5, 1 << 20);
            gossip = new Gossip(replica, durable ? options.withDurable() : options, random.split());
            shared = replica.state();
        }

        void add(String element) {
            replica.update(SET, (set, me) -> set.add(me, element));
            share();
        }

        void remove(String element) {
            replica.update(SET, (set, me) -> set.remove(me, element));
            share();
        }

        boolean has(String element) {
            return replica.get(SET).contains(element);
        }

        List<Effect.Close> closes() {
            return effects.stream()
                    .filter(Effect.Close.class::isInstance)
                    .map(Effect.Close.class::cast)
                    .toList();
        }

        void tell(Event event) {
            List<Effect> wanted = gossip.on(event, now);
            effects.addAll(wanted);
            wanted.stream()
                    .filter(Effect.Send.class::isInstance)
                    .map(Effect.Send.class::cast)
                    .forEach(Neighbours.this::send);
            wanted.stream()
                    .filter(Effect.Close.class::isInstance)
                    .map(Effect.Close.class::cast)
                    .forEach(Neighbours.this::hangUp);
            share();
        }

        private void share() {
            if (replica.state() != shared) {
                shared = replica.state();
                tell(new Event.StateAdvanced(shared));
            }
        }

        @Override
        public String toString() {
            return replica.id().label();
        }
    }

    Neighbour node(String label) {
        return node(label, "test");
    }

    Neighbour node(String label, String cluster) {
        return add(new Neighbour(label, cluster, ReplicaState.empty(), random.split(), false));
    }

    /** Makes a node that goes on from a state. */
    Neighbour node(String label, ReplicaState state) {
        return add(new Neighbour(label, "test", state, random.split(), false));
    }

    /** Makes a node that goes on from a state and may have a disk. */
    Neighbour node(String label, ReplicaState state, boolean durable) {
        return add(new Neighbour(label, "test", state, random.split(), durable));
    }

    /** Makes a node that will write under the given incarnation at first, and later, if it has to, under another one. */
    Neighbour nodeThatWritesAs(Incarnation incarnation, String label) {
        Iterator<Long> first = List.of(incarnation.high(), incarnation.low()).iterator();
        RandomGenerator incarnations = () -> first.hasNext() ? first.next() : random.nextLong();
        return add(new Neighbour(label, "test", ReplicaState.empty(), incarnations, false));
    }

    private Neighbour add(Neighbour neighbour) {
        all.add(neighbour);
        return neighbour;
    }

    /** Returns how many deltas were broken off. */
    int brokenOff() {
        return brokenOff;
    }

    long now() {
        return now;
    }

    /** Links two nodes; the first one dials. Returns its end. */
    @CanIgnoreReturnValue
    End link(Neighbour from, Neighbour to) {
        return link(from, to, 1);
    }

    @CanIgnoreReturnValue
    End link(Neighbour from, Neighbour to, long latency) {
        End dialer = half(from, to, latency);
        dialer.owner.tell(new Event.Connected(dialer.id, true));
        dialer.other().owner.tell(new Event.Connected(dialer.otherId, false));
        return dialer;
    }

    /** Makes a link of which neither side knows yet. */
    private End half(Neighbour from, Neighbour to, long latency) {
        End dialer = new End(from, latency);
        End acceptor = new End(to, latency);
        dialer.otherId = acceptor.id;
        acceptor.otherId = dialer.id;
        return dialer;
    }

    /** Makes a link that only its dialer knows of; nobody will ever answer. */
    End linkToNobody(Neighbour from) {
        End dialer = half(from, from, 1);
        ends.remove(dialer.otherId);
        from.tell(new Event.Connected(dialer.id, true));
        return dialer;
    }

    /** Ends a link; both sides hear of it at once, and what was on its way is lost. */
    void cut(End end) {
        End other = end.other();
        onTheirWay.removeIf(delivery -> delivery.to == end || delivery.to == other);
        for (End each : List.of(end, other)) {
            ends.remove(each.id);
            each.owner.tell(new Event.Disconnected(each.id));
        }
    }

    void mesh(List<Neighbour> nodes) {
        for (Neighbour from : nodes) {
            for (Neighbour to : nodes.subList(0, nodes.indexOf(from))) {
                link(from, to);
            }
        }
    }

    private void send(Effect.Send send) {
        End from = ends.get(send.link());
        if (from == null) {
            return;
        }
        End to = from.other();
        from.drainDue = true;
        from.brokenOff =
                send.message() instanceof Message.Push push && push.delta().entryCount() > from.most;
        if (from.brokenOff) {
            brokenOff++;
        } else if (to != null) {
            sent.add(new Sent(from.owner, to.owner, send.message()));
            onTheirWay.add(new Delivery(now + from.latency, to, send.message()));
        }
    }

    private void hangUp(Effect.Close close) {
        End from = ends.get(close.link());
        if (from != null && from.other() != null) {
            hangUps.add(new HangUp(now + from.latency, from.other()));
        }
    }

    /** Lets time pass. */
    void run(long millis) {
        for (long end = now + millis; now < end; ) {
            now++;
            for (Delivery delivery : List.copyOf(onTheirWay)) {
                if (delivery.at <= now) {
                    onTheirWay.remove(delivery);
                    delivery.to.owner.tell(new Event.Received(delivery.to.id, delivery.message));
                }
            }
            for (HangUp hangUp : List.copyOf(hangUps)) {
                if (hangUp.at <= now) {
                    hangUps.remove(hangUp);
                    hangUp.to.owner.tell(new Event.Disconnected(hangUp.to.id));
                }
            }
            for (End each : List.copyOf(ends.values())) {
                if (!each.stalled) {
                    each.flow();
                }
            }
            for (Neighbour each : all) {
                if (each.gossip.nextWakeMillis() <= now) {
                    each.tell(new Event.Tick());
                }
            }
        }
    }

    /** Returns what was sent since this was last called. */
    @CanIgnoreReturnValue
    List<Sent> sent() {
        List<Sent> result = List.copyOf(sent);
        sent.clear();
        return result;
    }

    /** Returns what was sent but for the probes, which come at times nobody knows. */
    List<Sent> sentButProbes() {
        return sent().stream()
                .filter(each -> !(each.message() instanceof Message.Probe))
                .toList();
    }
}

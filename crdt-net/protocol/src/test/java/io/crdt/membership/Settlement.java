package io.crdt.membership;

import io.crdt.protocol.Effect;
import io.crdt.protocol.Event;
import io.crdt.protocol.Gossip;
import io.crdt.protocol.GossipOptions;
import io.crdt.protocol.Message;
import io.crdt.replica.Change;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.type.LWWMap;
import io.crdt.type.ORSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Nodes with replica, gossip, membership and view over virtual time, who find each other by themselves: what they dial is
 * connected after a moment, or fails if nobody is there.
 */
final class Settlement {

    static final Key<ORSet<String>> SET = Key.of("set", ORSet.type(String.class));

    private static final int LATENCY_MILLIS = 3;

    final Map<String, Inhabitant> inhabitants = new TreeMap<>();
    private final SplittableRandom random;
    private final PriorityQueue<Task> agenda = new PriorityQueue<>();
    private final Map<Integer, End> ends = new TreeMap<>();
    private long tasks;
    private long now;
    private int lastEnd;

    Settlement(long seed) {
        random = new SplittableRandom(seed);
    }

    private record Task(long at, long number, Runnable action) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private static final class End {
        final int id;
        final Inhabitant owner;
        int other;

        End(int id, Inhabitant owner) {
            this.id = id;
            this.owner = owner;
        }
    }

    /** A node at an address, up or down. */
    final class Inhabitant {
        final String address;
        final ReplicaId id;
        final List<Members.Standing> standings = new ArrayList<>();
        private final Queue<Change<LWWMap<String, ReplicaId>>> changes = new ArrayDeque<>();
        private final Deque<Event> events = new ArrayDeque<>();
        private ReplicaState saved = ReplicaState.empty();
        private ReplicaState shared = saved;
        private boolean working;
        private boolean viewIsTold;
        private long wakeAt;
        int dials;

        @Nullable
        Replica replica;

        private @Nullable Gossip gossip;
        private @Nullable View view;
        private @Nullable Members members;

        Inhabitant(String address, String label) {
            this.address = address;
            this.id = ReplicaId.random(random, label);
        }

        /** Makes a node that is a copy of another one's memory, its name and address included. */
        Inhabitant(Inhabitant original) {
            this.address = original.address;
            this.id = original.id;
            this.saved = original.present().state();
        }

        boolean isUp() {
            return replica != null;
        }

        /** Starts with what it had when it was stopped. */
        void start(String... seeds) {
            Replica started = new Replica(id, saved, random.split(), () -> now);
            replica = started;
            shared = saved;
            gossip = new Gossip(started, GossipOptions.of("test"), random.split());
            view = new View(100, 5_000, random.split());
            members = new Members(started);
            started.watch(Members.KEY, changes::add);
            started.get(Members.KEY).forEach(view::list);
            members.admit(address);
            List.of(seeds).forEach(view::addSeed);
            view.start(address);
            viewIsTold = true;
            settle();
        }

        void stop() {
            if (replica != null) {
                saved = replica.state();
                replica = null;
                gossip = null;
                view = null;
                for (End end : List.copyOf(ends.values())) {
                    if (end.owner == this) {
                        cut(end);
                    }
                }
            }
        }

        void add(String element) {
            present().update(SET, (set, me) -> set.add(me, element));
            settle();
        }

        void retire(Inhabitant departed) {
            if (members == null || !members.retire(departed.id)) {
                throw new AssertionError(departed.id + " was no member");
            }
            settle();
        }

        Replica present() {
            if (replica == null) {
                throw new AssertionError(id + " is down");
            }
            return replica;
        }

        Set<String> peers() {
            Set<String> peers = new HashSet<>();
            if (gossip != null) {
                gossip.peers().forEach(peer -> peers.add(peer.replica().label()));
            }
            return peers;
        }

        int links() {
            return gossip == null ? 0 : gossip.peers().size();
        }

        private void tell(Event event) {
            events.add(event);
            settle();
        }

        /** Works off whatever is due until nothing is. */
        private void settle() {
            if (working) {
                return;
            }
            working = true;
            while (replica != null && gossip != null && view != null && members != null) {
                Event event = events.poll();
                if (event != null) {
                    gossip.on(event, now).forEach(this::perform);
                } else if (!changes.isEmpty()) {
                    list(changes.remove());
                    standings.add(members.review());
                } else if (replica.state() != shared) {
                    shared = replica.state();
                    events.add(new Event.StateAdvanced(shared));
                } else if (!viewIsTold && view.nextWakeMillis() > now) {
                    break;
                } else {
                    viewIsTold = false;
                    View.Plan plan = view.next(now);
                    plan.dials().forEach(this::dial);
                    plan.drops().forEach(link -> {
                        events.add(new Event.Disconnected(link));
                        cutBy(link);
                    });
                }
            }
            events.removeIf(event -> replica == null);
            working = false;
            setTimer();
        }

        private void list(Change<LWWMap<String, ReplicaId>> change) {
            for (var part : List.of(change.added(), change.updated(), change.removed())) {
                if (view != null) {
                    viewIsTold = true;
                    part.keySet()
                            .forEach(each ->
                                    view.list(each, change.after().get(each).orElse(null)));
                }
            }
        }

        private void perform(Effect effect) {
            if (effect instanceof Effect.Send send) {
                End end = ends.get(send.link());
                if (end != null) {
                    int to = end.other;
                    after(LATENCY_MILLIS, () -> deliver(to, send.message()));
                    after(1, () -> deliverTo(end.id, new Event.Drained(end.id)));
                }
            } else if (effect instanceof Effect.Opened opened && view != null) {
                view.opened(opened.link(), opened.replica(), now);
                viewIsTold = true;
            } else if (effect instanceof Effect.Close close) {
                cutBy(close.link());
            }
        }

        private void dial(String to) {
            dials++;
            Replica life = present();
            after(2 * LATENCY_MILLIS, () -> {
                Inhabitant there = inhabitants.get(to);
                if (replica != life || view == null) {
                    return;
                }
                if (there == null || !there.isUp()) {
                    view.dialFailed(to, now);
                    viewIsTold = true;
                    settle();
                } else {
                    End mine = end(this);
                    End theirs = end(there);
                    mine.other = theirs.id;
                    theirs.other = mine.id;
                    view.dialed(to, mine.id);
                    viewIsTold = true;
                    there.tell(new Event.Connected(theirs.id, false));
                    tell(new Event.Connected(mine.id, true));
                }
            });
        }

        private void setTimer() {
            if (gossip == null || view == null) {
                return;
            }
            long at = Math.min(gossip.nextWakeMillis(), view.nextWakeMillis());
            if (at != Long.MAX_VALUE && (wakeAt <= now || at < wakeAt)) {
                wakeAt = Math.max(at, now + 1);
                Replica life = replica;
                after(wakeAt - now, () -> {
                    if (replica == life) {
                        tell(new Event.Tick());
                    }
                });
            }
        }
    }

    Inhabitant at(String address, String label) {
        Inhabitant inhabitant = new Inhabitant(address, label);
        inhabitants.put(address, inhabitant);
        return inhabitant;
    }

    /** Makes a copy of a node, which nobody dials. */
    Inhabitant copyOf(Inhabitant original) {
        Inhabitant copy = new Inhabitant(original);
        inhabitants.put("a copy of " + original.address, copy);
        return copy;
    }

    List<Inhabitant> up() {
        return inhabitants.values().stream().filter(Inhabitant::isUp).toList();
    }

    void after(long millis, Runnable action) {
        agenda.add(new Task(now + millis, tasks++, action));
    }

    /** Lets time pass. */
    void run(long millis) {
        long end = now + millis;
        for (Task task = agenda.peek(); task != null && task.at <= end; task = agenda.peek()) {
            agenda.remove();
            now = task.at;
            task.action.run();
        }
        now = end;
    }

    /** Lets time pass until the network is settled; at most so long. */
    void runUntilSettled(long mostMillis, IntPredicate links) {
        for (long end = now + mostMillis; now < end && !isSettled(links); ) {
            run(500);
        }
        if (!isSettled(links)) {
            throw new AssertionError(
                    "not settled after " + mostMillis + " ms: connected and equal: " + isSettled() + ", links: "
                            + up().stream()
                                    .map(each -> each.address + " " + each.links())
                                    .toList());
        }
    }

    private boolean isSettled(IntPredicate links) {
        return up().stream().allMatch(each -> links.test(each.links())) && isSettled();
    }

    /** Tells whether all that are up have the same, and each can be reached from each along links. */
    boolean isSettled() {
        List<Inhabitant> all = up();
        ReplicaState first = all.get(0).present().state();
        return all.stream()
                        .allMatch(each -> each.present().state().context().equals(first.context())
                                && each.present().state().fingerprint() == first.fingerprint())
                && reached(all.get(0)).size() == all.size();
    }

    Set<Inhabitant> reached(Inhabitant from) {
        Map<Inhabitant, List<Inhabitant>> neighbours = new HashMap<>();
        for (End end : ends.values()) {
            End other = ends.get(end.other);
            if (other != null) {
                neighbours.computeIfAbsent(end.owner, each -> new ArrayList<>()).add(other.owner);
            }
        }
        Set<Inhabitant> reached = new HashSet<>(Set.of(from));
        Deque<Inhabitant> next = new ArrayDeque<>(reached);
        for (Inhabitant each = next.poll(); each != null; each = next.poll()) {
            for (Inhabitant neighbour : neighbours.getOrDefault(each, List.of())) {
                if (reached.add(neighbour)) {
                    next.add(neighbour);
                }
            }
        }
        return reached;
    }

    private End end(Inhabitant owner) {
        End end = new End(++lastEnd, owner);
        ends.put(end.id, end);
        return end;
    }

    private void deliver(int to, Message message) {
        deliverTo(to, new Event.Received(to, message));
    }

    private void deliverTo(int to, Event event) {
        End end = ends.get(to);
        if (end != null) {
            end.owner.tell(event);
        }
    }

    /** One side closes a link; the other one hears of it after what was sent before. */
    private void cutBy(int id) {
        End end = ends.get(id);
        if (end != null) {
            after(LATENCY_MILLIS + 1, () -> cut(end));
        }
    }

    private void cut(End end) {
        if (ends.remove(end.id) != null) {
            gone(end);
            End other = ends.remove(end.other);
            if (other != null) {
                gone(other);
            }
        }
    }

    private void gone(End end) {
        View view = end.owner.view;
        if (view != null) {
            view.closed(end.id, now);
            end.owner.viewIsTold = true;
            end.owner.tell(new Event.Disconnected(end.id));
        }
    }
}

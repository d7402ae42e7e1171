package io.crdt.sim;

import io.crdt.membership.Members;
import io.crdt.membership.View;
import io.crdt.protocol.Event;
import io.crdt.replica.Change;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.type.LWWMap;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.random.RandomGenerator;

/**
 * How a node finds others in one of its lives: it lists itself among the {@link Members} and dials those that its
 * {@link View} wants, as the nodes of an application do.
 */
final class Finder {

    private static final long MIN_PAUSE_MILLIS = 100;
    private static final long MAX_PAUSE_MILLIS = 5_000;
    private static final int DIAL_MILLIS = 20;

    /** What numbers are drawn for. */
    private static final int DIAL = 5;

    private final Run run;
    private final World world;
    private final SimNode node;
    private final Life life;
    private final Members members;
    private final View view;
    private final Chance chance;
    private final Queue<Change<LWWMap<String, ReplicaId>>> changes = new ArrayDeque<>();
    private long dials;
    private long movedAt;
    private long plannedAt = Long.MAX_VALUE;
    private boolean stepping;

    Finder(Run run, SimNode node, Life life, Chance chance, RandomGenerator random) {
        this.run = run;
        this.world = run.world();
        this.node = node;
        this.life = life;
        this.chance = chance;
        view = new View(MIN_PAUSE_MILLIS, MAX_PAUSE_MILLIS, random);
        members = new Members(life.replica, change -> life.change(new MembershipChange(change)));
    }

    /** Returns where others dial a node. */
    static String addressOf(int index) {
        return "node:" + index;
    }

    static int indexOf(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1));
    }

    void start(List<Integer> seeds) {
        Replica replica = life.replica;
        replica.watch(Members.KEY, changes::add);
        members.begin().forEach(each -> view.list(each.address(), each.replica()));
        members.admit(addressOf(node.index()));
        seeds.forEach(seed -> view.addSeed(addressOf(seed)));
        view.start(addressOf(node.index()));
        step();
    }

    void addSeed(int index) {
        view.addSeed(addressOf(index));
        step();
    }

    void opened(int link, ReplicaId peer) {
        view.opened(link, peer, world.agenda.now());
    }

    void closed(int link) {
        view.closed(link, world.agenda.now());
        step();
    }

    /** Retires the copy that is listed at an address, if there is one and it is not this one. */
    void retire(int index) {
        LWWMap<String, ReplicaId> listed = life.replica.get(Members.KEY);
        listed.get(addressOf(index))
                .filter(copy -> copy.high() != life.replica.id().high())
                .filter(members::retire)
                .ifPresent(copy -> world.trace.add(node.index(), "retires", copy, 0));
        step();
    }

    /** Tells whether the copy on a disk is listed where others dial it. */
    boolean lists(int index, Disk disk) {
        return life.replica
                .get(Members.KEY)
                .get(addressOf(index))
                .filter(copy -> copy.high() == disk.copy())
                .isPresent();
    }

    /** Returns when it dialed or dropped a link last. */
    long movedAt() {
        return movedAt;
    }

    /** Does what follows from what has happened, and what is due. */
    void step() {
        if (stepping || node.life() != life) {
            return;
        }
        stepping = true;
        for (Change<LWWMap<String, ReplicaId>> next = changes.poll(); next != null; next = changes.poll()) {
            members.note(next).forEach(each -> view.list(each.address(), each.replica()));
            world.trace.add(node.index(), "finds itself", world.conduct.review(members), 0);
        }
        View.Plan plan = view.next(world.agenda.now());
        if (!plan.dials().isEmpty() || !plan.drops().isEmpty()) {
            movedAt = world.agenda.now();
        }
        plan.drops().forEach(this::drop);
        plan.dials().forEach(this::dial);
        stepping = false;
        planNext();
    }

    private void drop(int link) {
        world.trace.add(node.index(), "wants no more of link", link, null, 0);
        run.network().close(link, node);
        life.submit(new Event.Disconnected(link));
    }

    private void dial(String address) {
        long pause = 1 + chance.below(DIAL_MILLIS, DIAL, dials++);
        world.agenda.after(
                pause,
                () -> life.whenItListens(() -> {
                    SimNode to = run.node(indexOf(address));
                    SimulatedLink connection = to == null ? null : run.network().connect(node, to);
                    if (connection == null) {
                        view.dialFailed(address, world.agenda.now());
                    } else {
                        view.dialed(address, connection.id);
                    }
                    step();
                }));
    }

    private void planNext() {
        long at = view.nextWakeMillis();
        if (at < plannedAt) {
            plannedAt = at;
            world.agenda.at(
                    at,
                    () -> life.whenItListens(() -> {
                        if (plannedAt == at) {
                            plannedAt = Long.MAX_VALUE;
                            step();
                        }
                    }));
        }
    }
}

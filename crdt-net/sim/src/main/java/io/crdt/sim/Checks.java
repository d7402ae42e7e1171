package io.crdt.sim;

import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.clock.Timestamp;
import io.crdt.laws.ObjectHistory;
import io.crdt.protocol.Gossip;
import io.crdt.protocol.Message;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.StateDelta;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The invariants, checked on whatever a node has just done. What a step changed is checked with it; a whole object and its
 * oracle less often as its history grows, and at the end.
 */
final class Checks {

    private static final int HISTORY_CHECKED_EACH_TIME = 40;

    private final World world;
    private final Operations operations;
    private final Costs costs;
    private final Agreement agreement;
    private final List<Long> spreadMillis = new ArrayList<>();
    private final int[] touched;
    private final int[] changesSinceChecked;
    private VersionVector acknowledged = VersionVector.EMPTY;
    private long count;

    Checks(World world, Operations operations, Costs costs, Agreement agreement) {
        this.world = world;
        this.operations = operations;
        this.costs = costs;
        this.agreement = agreement;
        this.touched = new int[operations.objects().size()];
        this.changesSinceChecked = new int[operations.objects().size()];
    }

    /** Returns how many states have been checked. */
    long count() {
        return count;
    }

    /** Returns how long each operation took to get to all nodes, if nodes neither came nor went. */
    List<Long> spreadMillis() {
        return spreadMillis;
    }

    /** Forgets how long operations took so far. */
    void startOver() {
        spreadMillis.clear();
    }

    /** Checks an operation that a node has made, after one of the given time. */
    void made(SimNode node, Operation operation, Timestamp before) {
        Dot twice = operations.record(operation);
        if (twice != null) {
            throw world.violation(
                    Invariant.ONE_PAYLOAD_A_DOT,
                    node,
                    operation + " takes the dot " + twice + ", which is not the next one of its origin");
        }
        if (!operation.time().equals(Timestamp.ZERO) && operation.time().compareTo(before) <= 0) {
            throw world.violation(
                    Invariant.CLOCK_GROWS, node, operation + " has the time " + operation.time() + " after " + before);
        }
    }

    /** Checks the state that a node has come to. */
    void reached(SimNode node, ReplicaState before, ReplicaState after) {
        count++;
        requireGrowth(node, before, after);
        operations.forEachBetween(before.context(), after.context(), operation -> {
            if (operation == null) {
                throw world.violation(
                        Invariant.NO_OVERCLAIM,
                        node,
                        "the context covers an operation that nobody made: " + after.context());
            }
            requireCause(node, operation, after);
            if (!operations.taint().has(operation.objectIndex())) {
                operation.object().flawOf(operation.event(), after).ifPresent(flaw -> fail(node, flaw));
            }
            touched[operation.objectIndex()]++;
            if (operation.reached() == world.options.nodes()) {
                spreadMillis.add(world.agenda.now() - operation.madeAt());
            }
        });
        checkObjects(node, before, after);
        agreement.reached(node, after);
        costs.reached(after);
    }

    private void requireCause(SimNode node, Operation operation, ReplicaState state) {
        if (!operation.seen().leq(state.context())) {
            throw world.violation(
                    Invariant.CAUSAL,
                    node,
                    operation + " is visible, but of what it had seen "
                            + operation.seen().aheadOf(state.context()) + " is not");
        }
    }

    private void checkObjects(SimNode node, ReplicaState before, ReplicaState after) {
        for (int i = 0; i < touched.length; i++) {
            ObjectHistory<?> object = operations.objects().get(i);
            if (touched[i] > 0) {
                touched[i] = 0;
                changesSinceChecked[i]++;
                if (changesSinceChecked[i] * HISTORY_CHECKED_EACH_TIME >= object.size()) {
                    changesSinceChecked[i] = 0;
                    check(node, i, after);
                }
            }
        }
        int untouched = (int) (count % touched.length);
        ObjectHistory<?> object = operations.objects().get(untouched);
        if (object.storeIn(before) != object.storeIn(after)) {
            check(node, untouched, after);
        }
    }

    private void check(SimNode node, int object, ReplicaState state) {
        if (!operations.taint().has(object)) {
            operations.objects().get(object).flawIn(state).ifPresent(flaw -> fail(node, flaw));
        }
    }

    private void fail(SimNode node, ObjectHistory.Flaw flaw) {
        throw world.violation(brokenBy(flaw.kind()), node, flaw.what());
    }

    private static Invariant brokenBy(ObjectHistory.Kind flaw) {
        return switch (flaw) {
            case LOST -> Invariant.NO_OVERCLAIM;
            case RESURRECTED -> Invariant.NO_RESURRECTION;
            case TWO_PAYLOADS -> Invariant.ONE_PAYLOAD_A_DOT;
            case NOT_COVERED, WRONG_VALUE -> Invariant.MATCHES_ORACLE;
        };
    }

    private void requireGrowth(SimNode node, ReplicaState before, ReplicaState after) {
        if (!before.context().leq(after.context()) || !before.floor().leq(after.floor())) {
            throw world.violation(
                    Invariant.GROWS,
                    node,
                    "context " + after.context() + " and floor " + after.floor() + " come after " + before.context()
                            + " and " + before.floor());
        }
    }

    /** Checks what a node starts with. */
    void recovered(SimNode node, ReplicaState state) {
        VersionVector safe = node.disk().context();
        if (!safe.leq(state.context())) {
            throw world.violation(
                    Invariant.KEEPS_WHAT_WAS_PERSISTED,
                    node,
                    "it starts without what it has persisted: " + safe.aheadOf(state.context()));
        }
        agreement.recovered(node, state);
    }

    /** Checks what a disk has become by damage: nothing but that may be wrong with it. */
    void damaged(SimNode node, ReplicaState state) {
        agreement.reached(node, state);
    }

    /** Checks what replaces what on a disk. */
    void persisted(SimNode node, ReplicaState before, ReplicaState after) {
        requireGrowth(node, before, after);
        acknowledged = acknowledged.join(after.context());
    }

    /** A disk may have lost something: what no other disk has may be gone. */
    void lostOnDisk(Iterable<SimNode> nodes) {
        VersionVector safe = VersionVector.EMPTY;
        for (SimNode node : nodes) {
            safe = safe.join(node.disk().context());
        }
        acknowledged = acknowledged.meet(safe);
    }

    /** Checks all of a state that everybody has come to, and the paths that lead there. */
    void reachedTheEnd(SimNode node, ReplicaState state, ReplicaState other) {
        for (int object = 0; object < touched.length; object++) {
            check(node, object, state);
        }
        if (!acknowledged.leq(state.context())) {
            throw world.violation(
                    Invariant.KEEPS_WHAT_WAS_PERSISTED,
                    node,
                    "persisted once and gone now is " + acknowledged.aheadOf(state.context()));
        }
        if (!state.equals(other)) {
            throw world.violation(
                    Invariant.EQUAL_CONTEXTS_EQUAL_STATES, node, "it has " + state + ", but another has " + other);
        }
    }

    /** Checks that a state is the same if it comes in one piece. */
    void comesWhole(SimNode node, ReplicaState state) {
        StateDelta whole = state.deltaSince(VersionVector.EMPTY);
        Message carried = world.carry(new Message.Push(whole));
        if (carried instanceof Message.Push push) {
            ReplicaState copy = ReplicaState.empty(world.options.removalLimit()).apply(push.delta());
            if (!copy.equals(state) || copy.fingerprint() != state.fingerprint()) {
                throw world.violation(
                        Invariant.SAME_BY_ANY_PATH,
                        node,
                        "it has " + state + ", but a replica that gets it whole has " + copy);
            }
        }
    }

    /** Checks, when all are equal, that nobody writes any more under an incarnation that another one writes under. */
    void ownNames(Iterable<SimNode> nodes) {
        Map<Incarnation, SimNode> owners = new HashMap<>();
        for (SimNode node : nodes) {
            Life life = node.life();
            Incarnation own = life == null ? null : life.replica.incarnation();
            SimNode other = own == null ? null : owners.put(own, node);
            if (other != null) {
                throw world.violation(
                        Invariant.ONE_PAYLOAD_A_DOT,
                        node,
                        "it still writes as " + own + ", and so does " + other.label());
            }
        }
    }

    /** Checks how many deltas a node has put aside. */
    void parked(SimNode node, Gossip gossip) {
        int parked = gossip.parkedDeltas();
        if (parked > 0) {
            costs.parked(parked);
            int most = gossip.peers().size() * world.options.gossip().maxParked();
            if (parked > most) {
                throw world.violation(
                        Invariant.BOUNDED, node, parked + " deltas are parked, but at most " + most + " may be");
            }
        }
    }

    /** Checks what a node says before it goes out. */
    void sent(SimNode node, Message message) {
        VersionVector claimed = VersionVector.EMPTY;
        if (message instanceof Message.Have have) {
            claimed = have.context();
        } else if (message instanceof Message.Push push) {
            claimed = push.delta().to();
        }
        if (!claimed.leq(node.disk().context())) {
            throw world.violation(
                    Invariant.PERSISTED_FIRST,
                    node,
                    "it tells of " + claimed.aheadOf(node.disk().context()) + ", which it has not persisted");
        }
    }
}

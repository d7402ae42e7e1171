package io.crdt.net.sim;

import io.crdt.causal.Dot;
import io.crdt.causal.VersionVector;
import io.crdt.clock.Timestamp;
import io.crdt.laws.ObjectHistory;
import io.crdt.net.protocol.Gossip;
import io.crdt.net.protocol.Message;
import io.crdt.replica.ReplicaState;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The invariants, checked on whatever a node has just done. */
final class Checks {

    private final World world;
    private final Operations operations;
    private final Map<Long, ReplicaState> byContext = new HashMap<>();
    private VersionVector acknowledged = VersionVector.EMPTY;
    private long count;

    Checks(World world, Operations operations) {
        this.world = world;
        this.operations = operations;
    }

    /** Returns how many states have been checked. */
    long count() {
        return count;
    }

    /** Checks an operation that a node has made, after one of the given time. */
    void made(SimNode node, Operation operation, Timestamp before) {
        Dot twice = operations.record(operation);
        if (twice != null) {
            throw world.violation(
                    Invariant.ONE_CONTENT_A_DOT,
                    node.label(),
                    operation + " takes the dot " + twice + ", which is not the next one of its origin");
        }
        if (!operation.time().equals(Timestamp.ZERO) && operation.time().compareTo(before) <= 0) {
            throw world.violation(
                    Invariant.CLOCK_GROWS,
                    node.label(),
                    operation + " has the time " + operation.time() + " after " + before);
        }
    }

    /** Checks the state that a node has come to. */
    void reached(SimNode node, ReplicaState before, ReplicaState after) {
        count++;
        requireGrowth(node.label(), before, after);
        Set<ObjectHistory<?>> touched = new LinkedHashSet<>();
        operations.forEachBetween(before.context(), after.context(), operation -> {
            if (operation == null) {
                throw world.violation(
                        Invariant.NO_OVERCLAIM,
                        node.label(),
                        "the context covers an operation that nobody made: " + after.context());
            }
            if (!operation.seen().leq(after.context())) {
                throw world.violation(
                        Invariant.CAUSAL,
                        node.label(),
                        operation + " is visible, but of what it had seen "
                                + operation.seen().aheadOf(after.context()) + " is not");
            }
            touched.add(operation.object());
        });
        for (ObjectHistory<?> object : operations.objects()) {
            if (touched.contains(object) || object.storeIn(before) != object.storeIn(after)) {
                check(node, object, after);
            }
        }
        requireOneState(node, after);
    }

    /** Checks all of a state. */
    void reachedTheEnd(SimNode node, ReplicaState state) {
        operations.objects().forEach(object -> check(node, object, state));
        if (!acknowledged.leq(state.context())) {
            throw world.violation(
                    Invariant.KEEPS_WHAT_WAS_PERSISTED,
                    node.label(),
                    "persisted once and gone now is " + acknowledged.aheadOf(state.context()));
        }
    }

    private void check(SimNode node, ObjectHistory<?> object, ReplicaState state) {
        object.flawIn(state).ifPresent(flaw -> {
            throw world.violation(brokenBy(flaw.kind()), node.label(), flaw.what());
        });
    }

    private static Invariant brokenBy(ObjectHistory.Kind flaw) {
        return switch (flaw) {
            case LOST -> Invariant.NO_OVERCLAIM;
            case RESURRECTED -> Invariant.NO_RESURRECTION;
            case TWO_CONTENTS -> Invariant.ONE_CONTENT_A_DOT;
            case NOT_COVERED, WRONG_VALUE -> Invariant.MATCHES_ORACLE;
        };
    }

    private void requireGrowth(String who, ReplicaState before, ReplicaState after) {
        if (!before.context().leq(after.context()) || !before.floor().leq(after.floor())) {
            throw world.violation(
                    Invariant.GROWS,
                    who,
                    "context " + after.context() + " and floor " + after.floor() + " come after " + before.context()
                            + " and " + before.floor());
        }
    }

    private void requireOneState(SimNode node, ReplicaState state) {
        ReplicaState other = byContext.putIfAbsent(state.context().digest(), state);
        if (other != null && (other.fingerprint() != state.fingerprint() || !other.equals(state))) {
            throw world.violation(
                    Invariant.EQUAL_CONTEXTS_EQUAL_STATES,
                    node.label(),
                    "it has " + state + ", but another had " + other);
        }
    }

    /** Checks what replaces what on a disk. */
    void persisted(SimNode node, ReplicaState before, ReplicaState after) {
        requireGrowth(node.label() + "'s disk", before, after);
        acknowledged = acknowledged.join(after.context());
    }

    /** Checks and returns how many deltas a node has put aside. */
    int parked(SimNode node, Gossip gossip) {
        int parked = gossip.parkedDeltas();
        int most = gossip.peers().size() * world.options.gossip().maxParked();
        if (parked > most) {
            throw world.violation(
                    Invariant.BOUNDED, node.label(), parked + " deltas are parked, but at most " + most + " may be");
        }
        return parked;
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
                    node.label(),
                    "it tells of " + claimed.aheadOf(node.disk().context()) + ", which it has not persisted");
        }
    }
}

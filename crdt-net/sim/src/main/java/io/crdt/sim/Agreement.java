package io.crdt.sim;

import io.crdt.replica.ReplicaState;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * That replicas with equal contexts have equal states, by whatever path and after whatever crash: invariants 3, 5 and 11,
 * checked against all states that were ever reached. After damage or a fork it holds of all but the dots of the
 * {@link Taint}.
 */
final class Agreement {

    /** This many states are kept to compare others with; of older ones only fingerprints. */
    private static final int MOST_KEPT = 1 << 14;

    private final World world;
    private final Taint taint;
    private final boolean mayDiffer;

    /** The fingerprint of the first state that was reached with a context, by the digest of the context. */
    private final Map<Long, Long> fingerprints = new HashMap<>();

    /** The fingerprints of those that were reached later and are not equal to the first one. */
    private final Map<Long, Set<Long>> others = new HashMap<>();

    private final Map<Long, ReplicaState> latest = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, ReplicaState> eldest) {
            return size() > MOST_KEPT;
        }
    };

    /**
     * Creates the record of a history in which nothing has happened.
     *
     * @param mayDiffer whether the history is going to be tainted, so that states have to be kept
     */
    Agreement(World world, Taint taint, boolean mayDiffer) {
        this.world = world;
        this.taint = taint;
        this.mayDiffer = mayDiffer;
        ReplicaState empty = ReplicaState.empty(world.options.removalLimit());
        fingerprints.put(empty.context().digest(), empty.fingerprint());
    }

    /** Checks that a replica that had the context of a state before had that state (3). */
    void reached(SimNode node, ReplicaState state) {
        long context = state.context().digest();
        if (mayDiffer) {
            latest.putIfAbsent(context, state);
        }
        Long first = fingerprints.putIfAbsent(context, state.fingerprint());
        if (first == null || first == state.fingerprint() || othersOf(context).contains(state.fingerprint())) {
            return;
        }
        if (taint.isClean() || !isExplained(latest.get(context), state)) {
            throw world.violation(
                    Invariant.EQUAL_CONTEXTS_EQUAL_STATES,
                    node,
                    "it has " + state + " with the fingerprint " + state.fingerprint()
                            + ", but another one with this context had " + first);
        }
        others.computeIfAbsent(context, each -> new TreeSet<>()).add(state.fingerprint());
    }

    private boolean isExplained(@Nullable ReplicaState known, ReplicaState state) {
        return known == null || taint.explains(known, state);
    }

    private Set<Long> othersOf(long context) {
        return others.getOrDefault(context, Set.of());
    }

    /** Checks that a node that has found a peer with its context and another state can have found one (3). */
    void diverged(SimNode node, int link) {
        if (others.isEmpty()) {
            throw world.violation(
                    Invariant.EQUAL_CONTEXTS_EQUAL_STATES,
                    node,
                    "the peer on link " + link + " has another fingerprint at the same context, but there are no two"
                            + " states of one context");
        }
    }

    /** Checks that two states are one after an exchange, whichever gives first (5). */
    void meet(SimNode node, ReplicaState one, ReplicaState other) {
        ReplicaState left = one.apply(other.deltaSince(one.context()));
        ReplicaState right = other.apply(one.deltaSince(other.context()));
        boolean same = left.equals(right) && left.fingerprint() == right.fingerprint();
        if (!same && (taint.isClean() || !taint.explains(left, right))) {
            throw world.violation(
                    Invariant.SAME_BY_ANY_PATH,
                    node,
                    "after an exchange it would have " + left + ", but the other one " + right);
        }
    }

    /** Checks that a node starts from a state that was reached (11). */
    void recovered(SimNode node, ReplicaState state) {
        long context = state.context().digest();
        Long first = fingerprints.get(context);
        if (first == null || first != state.fingerprint() && !othersOf(context).contains(state.fingerprint())) {
            throw world.violation(
                    Invariant.RECOVERS_A_STATE, node, "it starts from a state that was never reached: " + state);
        }
    }
}

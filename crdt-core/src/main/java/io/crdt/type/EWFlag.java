package io.crdt.type;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.DotSet;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import io.crdt.causal.Unit;
import java.util.List;

/**
 * A flag in which enabling wins. It starts disabled. (Almeida, Shoker, Baquero, <i>Delta State Replicated Data Types</i>,
 * 2018, section 7.)
 *
 * <table>
 * <caption>Concurrent operations</caption>
 * <tr><th>here</th><th>there</th><th>both end with</th></tr>
 * <tr><td>{@code enable}</td><td>{@code enable}</td><td>enabled</td></tr>
 * <tr><td>{@code enable}</td><td>{@code disable}</td><td>enabled: the disabling had not seen it</td></tr>
 * <tr><td>{@code disable}</td><td>{@code disable}</td><td>disabled</td></tr>
 * </table>
 *
 * <p>All methods cost O(concurrent enablings), mostly one. A disabled flag takes no space.
 *
 * @param store the enablings that no later operation has seen
 */
public record EWFlag(DotSet store) implements Crdt<EWFlag, DotSet> {

    private static final EWFlag EMPTY = new EWFlag(DotSet.empty());

    private static final Type<EWFlag> TYPE = new Type<>("EWFlag", EMPTY, List.of());

    /** Returns the disabled flag. */
    public static EWFlag empty() {
        return EMPTY;
    }

    /** Returns the type, for a key. */
    public static Type<EWFlag> type() {
        return TYPE;
    }

    /** Tells whether the flag is enabled. */
    public boolean isEnabled() {
        return !store.isEmpty();
    }

    /** Enables the flag; this makes it survive disablings that have not seen it, also if it is enabled already. */
    public Delta<EWFlag> enable(ReplicaContext me) {
        return Delta.write(Path.end(), me.nextDot(), Unit.UNIT, store);
    }

    /** Disables the flag; nothing happens if it is not enabled. */
    public Delta<EWFlag> disable(ReplicaContext me) {
        return store.isEmpty() ? Delta.none() : Delta.remove(Path.end(), me.nextDot(), store);
    }

    @Override
    public EWFlag withStore(DotSet newStore) {
        return new EWFlag(newStore);
    }

    @Override
    public String toString() {
        return isEnabled() ? "enabled" : "disabled";
    }
}

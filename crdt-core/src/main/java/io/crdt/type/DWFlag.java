package io.crdt.type;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.DotFun;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import java.util.List;

/**
 * A flag in which disabling wins. It starts disabled, like an {@link EWFlag}. (Almeida, Shoker, Baquero, <i>Delta State
 * Replicated Data Types</i>, 2018, section 7; there it starts enabled, which saves the dot of an enabling.)
 *
 * <table>
 * <caption>Concurrent operations</caption>
 * <tr><th>here</th><th>there</th><th>both end with</th></tr>
 * <tr><td>{@code enable}</td><td>{@code enable}</td><td>enabled</td></tr>
 * <tr><td>{@code enable}</td><td>{@code disable}</td><td>disabled: the enabling had not seen it</td></tr>
 * <tr><td>{@code disable}</td><td>{@code disable}</td><td>disabled</td></tr>
 * </table>
 *
 * <p>All methods cost O(concurrent operations), mostly one.
 *
 * @param store the operations that no later one has seen: true for an enabling, false for a disabling
 */
public record DWFlag(DotFun<Boolean> store) implements Crdt<DWFlag, DotFun<Boolean>> {

    private static final DWFlag EMPTY = new DWFlag(DotFun.empty());

    private static final Type<DWFlag> TYPE = new Type<>("DWFlag", EMPTY, List.of());

    /** Returns the disabled flag. */
    public static DWFlag empty() {
        return EMPTY;
    }

    /** Returns the type, for a key. */
    public static Type<DWFlag> type() {
        return TYPE;
    }

    /** Tells whether the flag is enabled. */
    public boolean isEnabled() {
        boolean[] enabled = {!store.isEmpty()};
        store.forEach((dot, enabling) -> enabled[0] &= enabling);
        return enabled[0];
    }

    /** Enables the flag; nothing happens if it is enabled, since enabling it twice is no stronger. */
    public Delta<DWFlag> enable(ReplicaContext me) {
        return isEnabled() ? Delta.none() : Delta.write(Path.end(), me.nextDot(), true, store);
    }

    /** Disables the flag; this makes it survive enablings that have not seen it, also if it is disabled already. */
    public Delta<DWFlag> disable(ReplicaContext me) {
        return Delta.write(Path.end(), me.nextDot(), false, store);
    }

    @Override
    public DWFlag withStore(DotFun<Boolean> newStore) {
        return new DWFlag(newStore);
    }

    @Override
    public String toString() {
        return isEnabled() ? "enabled" : "disabled";
    }
}

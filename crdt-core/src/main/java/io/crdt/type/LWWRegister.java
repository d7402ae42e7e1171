package io.crdt.type;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.DotFun;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import java.util.List;
import java.util.Optional;

/**
 * A register in which the last write wins, where <i>last</i> is causal: a write beats every write it had seen, whatever
 * the clocks say. Only among truly concurrent writes does the greater hybrid logical timestamp decide, and after it the
 * greater dot. (Johnson, Thomas, <i>The Maintenance of Duplicate Databases</i>, RFC 677, 1975, for the rule; the causal
 * reading of it is that of a register whose concurrent values are resolved late.)
 *
 * <table>
 * <caption>Concurrent operations</caption>
 * <tr><th>here</th><th>there</th><th>both end with</th></tr>
 * <tr><td>{@code set(a)}</td><td>{@code set(b)}</td><td>the one with the later timestamp</td></tr>
 * <tr><td>{@code set(a)}</td><td>{@code clear}</td><td>{@code a}: the clearing had not seen it</td></tr>
 * <tr><td>{@code clear}</td><td>{@code clear}</td><td>no value</td></tr>
 * </table>
 *
 * <p>A concurrent write that loses stays in the state until the next write or clearing has seen it. All methods cost
 * O(concurrent writes), mostly one.
 *
 * @param store the writes that no later write or clearing has seen
 * @param <V> the type of the values: immutable, not null, compared by {@code equals}
 */
public record LWWRegister<V>(DotFun<Stamped<V>> store) implements Crdt<LWWRegister<V>, DotFun<Stamped<V>>> {

    private static final LWWRegister<?> EMPTY = new LWWRegister<>(DotFun.empty());

    /** Returns the register without a value. */
    @SuppressWarnings("unchecked") // holds no value
    public static <V> LWWRegister<V> empty() {
        return (LWWRegister<V>) EMPTY;
    }

    /** Returns the type of registers with values of the given class, for a key. */
    public static <V> Type<LWWRegister<V>> type(Class<V> values) {
        return new Type<>("LWWRegister", empty(), List.of(values));
    }

    /** Returns the value. */
    public Optional<V> get() {
        Stamped<V> latest = LatestWrite.of(store);
        return latest == null ? Optional.empty() : Optional.of(latest.value());
    }

    /** Tells whether there is no value. */
    public boolean isEmpty() {
        return store.isEmpty();
    }

    /**
     * Writes the value, in place of all that is seen.
     *
     * @throws NullPointerException if the value is null
     */
    public Delta<LWWRegister<V>> set(ReplicaContext me, V value) {
        Stamped<V> written = new Stamped<>(me.now().packed(), value);
        return Delta.write(Path.end(), me.nextDot(), written, store);
    }

    /** Takes the value away; nothing happens if there is none. */
    public Delta<LWWRegister<V>> clear(ReplicaContext me) {
        return store.isEmpty() ? Delta.none() : Delta.remove(Path.end(), me.nextDot(), store);
    }

    @Override
    public LWWRegister<V> withStore(DotFun<Stamped<V>> newStore) {
        return new LWWRegister<>(newStore);
    }

    @Override
    public String toString() {
        return get().map(Object::toString).orElse("empty");
    }
}

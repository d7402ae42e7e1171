package io.crdt.type;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.Incarnation;
import io.crdt.causal.ReplicaContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map from keys to counters that go up and down. Removing a key takes away exactly the counts it has seen; what is
 * counted at the same time stays. A key is there if anything was counted that no removal has seen, be the sum zero.
 *
 * <table>
 * <caption>Concurrent operations on one key</caption>
 * <tr><th>here</th><th>there</th><th>both end with</th></tr>
 * <tr><td>{@code increment(m)}</td><td>{@code increment(n)}</td><td>{@code m + n} more</td></tr>
 * <tr><td>{@code increment(m)}</td><td>{@code remove}</td><td>{@code m} alone</td></tr>
 * <tr><td>{@code remove}</td><td>{@code remove}</td><td>no entry</td></tr>
 * </table>
 *
 * <p>An incarnation's counts at a key are one live dot with their running total, which its next one replaces. A removal
 * kills the total; but the next one, if made at the same time, would bring back what the removal had seen. So a removal
 * leaves behind, for each other incarnation, up to which dot it has taken away and how much that was. Such a
 * <i>deduction</i> lives until the incarnation counts at that key again, or for ever if it never does: a removed key costs
 * up to one live dot for each other incarnation that had counted there. {@code get} and {@code increment} cost O(log n)
 * and what one key has.
 *
 * @param store for each key and incarnation its running total, and deductions from it
 * @param <K> the type of the keys: immutable, not null, compared by {@code equals}
 */
public record CounterMap<K>(DotMap<K, DotMap<Incarnation, DotFun<List<Long>>>> store)
        implements Crdt<CounterMap<K>, DotMap<K, DotMap<Incarnation, DotFun<List<Long>>>>>, ReadableMap<K, Long> {

    private static final CounterMap<?> EMPTY = new CounterMap<>(DotMap.empty(DotMap.empty(DotFun.empty())));

    /** Returns the map without entries. */
    @SuppressWarnings("unchecked") // holds no entry
    public static <K> CounterMap<K> empty() {
        return (CounterMap<K>) EMPTY;
    }

    /** Returns the type of maps with keys of the given class, for a key. */
    public static <K> Type<CounterMap<K>> type(Class<K> keys) {
        return new Type<>("CounterMap", empty(), List.of(keys));
    }

    /** Adds one at the key. */
    public Delta<CounterMap<K>> increment(ReplicaContext me, K key) {
        return increment(me, key, 1);
    }

    /** Takes one off at the key. */
    public Delta<CounterMap<K>> decrement(ReplicaContext me, K key) {
        return increment(me, key, -1);
    }

    /**
     * Adds {@code amount}, which may be negative, at the key; nothing happens for zero.
     *
     * @throws ArithmeticException if what this incarnation counted there no longer fits into a {@code long}
     */
    public Delta<CounterMap<K>> increment(ReplicaContext me, K key, long amount) {
        return at(key).add(me, amount).under(key);
    }

    /** Removes the key with all that was counted as far as it is known here; nothing happens if it is not there. */
    public Delta<CounterMap<K>> remove(ReplicaContext me, K key) {
        return at(key).reset(me).under(key);
    }

    /** Removes all keys that are here, in time O(n); nothing happens if there are none. */
    public Delta<CounterMap<K>> clear(ReplicaContext me) {
        return Delta.joinAll(keySet().stream().map(key -> remove(me, key)).toList());
    }

    /**
     * Returns the sum at the key; zero if it is not there.
     *
     * @throws ArithmeticException if the sum does not fit into a {@code long}
     */
    public long get(Object key) {
        return at(key).value();
    }

    /** Tells whether anything was counted at the key that no removal has seen. */
    @Override
    public boolean containsKey(Object key) {
        return !at(key).isBlank();
    }

    private Counts at(Object key) {
        return new Counts(store.at(key));
    }

    @Override
    public Map<K, Long> asMap() {
        return ContentView.ofPresent(store, this::contentAt);
    }

    /** Takes away everything that was counted as far as it is known here. */
    @Override
    public Delta<CounterMap<K>> reset(ReplicaContext me) {
        return clear(me);
    }

    /** Returns the sum at the key. */
    @Override
    public @Nullable Long contentAt(Object key) {
        return containsKey(key) ? get(key) : null;
    }

    @Override
    public CounterMap<K> withStore(DotMap<K, DotMap<Incarnation, DotFun<List<Long>>>> newStore) {
        return new CounterMap<>(newStore);
    }

    @Override
    public String toString() {
        return asMap().toString();
    }
}

package io.crdt.type;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.DotFun;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A register that keeps all concurrent writes and leaves it to the reader to choose: a write takes the place of those it
 * has seen. (DeCandia et al., <i>Dynamo</i>, 2007; Shapiro et al., <i>A Comprehensive Study of Convergent and Commutative
 * Replicated Data Types</i>, 2011, specification 10.)
 *
 * <table>
 * <caption>Concurrent operations</caption>
 * <tr><th>here</th><th>there</th><th>both end with</th></tr>
 * <tr><td>{@code set(a)}</td><td>{@code set(b)}</td><td>{@code a} and {@code b}</td></tr>
 * <tr><td>{@code set(a)}</td><td>{@code set(a)}</td><td>{@code a}</td></tr>
 * <tr><td>{@code set(a)}</td><td>{@code clear}</td><td>{@code a}: the clearing had not seen it</td></tr>
 * <tr><td>{@code clear}</td><td>{@code clear}</td><td>no value</td></tr>
 * </table>
 *
 * <p>All methods cost O(concurrent writes), mostly one.
 *
 * @param store the writes that no later write or clearing has seen
 * @param <V> the type of the values: immutable, not null, compared by {@code equals}
 */
public record MVRegister<V>(DotFun<V> store) implements Crdt<MVRegister<V>, DotFun<V>> {

    private static final MVRegister<?> EMPTY = new MVRegister<>(DotFun.empty());

    /** Returns the register without a value. */
    @SuppressWarnings("unchecked") // holds no value
    public static <V> MVRegister<V> empty() {
        return (MVRegister<V>) EMPTY;
    }

    /** Returns the type of registers with values of the given class, for a key. */
    public static <V> Type<MVRegister<V>> type(Class<V> values) {
        return new Type<>("MVRegister", empty(), List.of(values));
    }

    /** Returns the values that were written concurrently, in no particular order: none, one or, in a conflict, several. */
    public Set<V> values() {
        Set<V> values = new HashSet<>();
        store.forEach((dot, value) -> values.add(value));
        return Collections.unmodifiableSet(values);
    }

    /** Tells whether there is no value. */
    public boolean isEmpty() {
        return store.isEmpty();
    }

    /**
     * Writes the value, in place of all that are seen.
     *
     * @throws NullPointerException if the value is null
     */
    public Delta<MVRegister<V>> set(ReplicaContext me, V value) {
        return Delta.write(Path.end(), me.nextDot(), value, store);
    }

    /** Takes all values away; nothing happens if there are none. */
    public Delta<MVRegister<V>> clear(ReplicaContext me) {
        return store.isEmpty() ? Delta.none() : Delta.remove(Path.end(), me.nextDot(), store);
    }

    @Override
    public MVRegister<V> withStore(DotFun<V> newStore) {
        return new MVRegister<>(newStore);
    }

    @Override
    public String toString() {
        return values().toString();
    }
}

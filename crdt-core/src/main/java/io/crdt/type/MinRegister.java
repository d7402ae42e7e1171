package io.crdt.type;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.DotFun;
import io.crdt.causal.ReplicaContext;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A register that keeps the least of all values it was offered, until it is reset: the best time, the first occurrence.
 * (The simplest lattice there is; see Shapiro et al., <i>A Comprehensive Study of Convergent and Commutative Replicated
 * Data Types</i>, 2011, section 2.3.)
 *
 * <table>
 * <caption>Concurrent operations</caption>
 * <tr><th>here</th><th>there</th><th>both end with</th></tr>
 * <tr><td>{@code offer(a)}</td><td>{@code offer(b)}</td><td>the lesser of {@code a} and {@code b}</td></tr>
 * <tr><td>{@code offer(a)}</td><td>{@code reset}</td><td>{@code a}, if it was the least where it was offered; else
 * nothing</td></tr>
 * </table>
 *
 * <p>An offer that is not lesser than what is seen changes nothing and writes nothing; so nothing of it is left when a
 * concurrent {@link #reset} takes back what it was compared with. All methods cost O(concurrent offers), mostly one.
 *
 * @param store the offers that no later one has seen and surpassed
 * @param <T> the type of the values: immutable, not null, ordered the same everywhere
 */
public record MinRegister<T extends Comparable<? super T>>(DotFun<T> store) implements Crdt<MinRegister<T>, DotFun<T>> {

    /** Returns the register that nothing was offered to. */
    public static <T extends Comparable<? super T>> MinRegister<T> empty() {
        return new MinRegister<>(DotFun.<T>empty());
    }

    /** Returns the type of registers with values of the given class, for a key. */
    public static <T extends Comparable<? super T>> Type<MinRegister<T>> type(Class<T> values) {
        return new Type<>("MinRegister", empty(), List.of(values));
    }

    /** Returns the least of all offers; nothing if there was none. */
    public Optional<T> get() {
        return Offers.best(store, Comparator.<T>reverseOrder());
    }

    /** Tells whether nothing was offered yet. */
    public boolean isEmpty() {
        return store.isEmpty();
    }

    /**
     * Makes the value the least if it is; else nothing happens.
     *
     * @throws NullPointerException if the value is null
     */
    public Delta<MinRegister<T>> offer(ReplicaContext me, T value) {
        return Offers.offer(store, me, value, Comparator.<T>reverseOrder());
    }

    @Override
    public MinRegister<T> withStore(DotFun<T> newStore) {
        return new MinRegister<>(newStore);
    }

    @Override
    public String toString() {
        return Offers.text(store, Comparator.<T>reverseOrder());
    }
}

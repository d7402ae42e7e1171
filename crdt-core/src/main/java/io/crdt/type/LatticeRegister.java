package io.crdt.type;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.DotFun;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import io.crdt.lattice.Lattice;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A register whose value is of a lattice, the library's or your own: a sketch, a bitmap, a vector of maxima. It only grows,
 * until it is reset, and is the join of all that anybody joined into it. (Baquero, Almeida, Cunha, Ferreira, <i>Composition
 * in State-based Replicated Data Types</i>, 2017.)
 *
 * <table>
 * <caption>Concurrent operations</caption>
 * <tr><th>here</th><th>there</th><th>both end with</th></tr>
 * <tr><td>{@code join(a)}</td><td>{@code join(b)}</td><td>{@code a ⊔ b}</td></tr>
 * <tr><td>{@code join(a)}</td><td>{@code reset}</td><td>{@code a ⊔} all that the join had seen</td></tr>
 * </table>
 *
 * <p>A join carries what it had seen, and so it brings back what a concurrent {@link #reset}, or a removal from a map, has
 * taken away: of a joined value nobody can tell which part came from which writer. A join that adds nothing to what is here
 * writes nothing.
 *
 * <p>A write replaces what it has seen by the join of it and the new value, so there is one live dot for each concurrent
 * writer and mostly one. A write costs as much as its joined value is large, also on the wire; keep large things that
 * change in small steps in sets and maps.
 *
 * @param store the joined values that no later write has seen
 * @param <L> the lattice: immutable, not null, compared by {@code equals}; over a network its class needs a serializer
 */
public record LatticeRegister<L extends Lattice<L>>(DotFun<L> store) implements Crdt<LatticeRegister<L>, DotFun<L>> {

    /** Returns the register that nothing was joined into. */
    public static <L extends Lattice<L>> LatticeRegister<L> empty() {
        return new LatticeRegister<>(DotFun.<L>empty());
    }

    /** Returns the type of registers over the given lattice, for a key. */
    public static <L extends Lattice<L>> Type<LatticeRegister<L>> type(Class<? super L> values) {
        return new Type<>("LatticeRegister", empty(), List.of(values));
    }

    /** Returns the join of all that was joined in; nothing if that was nothing. */
    public Optional<L> get() {
        return Optional.ofNullable(Joined.of(store));
    }

    /** Tells whether nothing was joined in yet. */
    public boolean isEmpty() {
        return store.isEmpty();
    }

    /**
     * Joins the value in; nothing happens if it adds nothing to what is here.
     *
     * @throws NullPointerException if the value is null
     */
    public Delta<LatticeRegister<L>> join(ReplicaContext me, L value) {
        Objects.requireNonNull(value, "a value of a convergent type must not be null");
        L before = Joined.of(store);
        if (before != null && value.leq(before)) {
            return Delta.none();
        }
        L after = before == null ? value : before.join(value);
        return Delta.write(Path.end(), me.nextDot(), after, store);
    }

    @Override
    public LatticeRegister<L> withStore(DotFun<L> newStore) {
        return new LatticeRegister<>(newStore);
    }

    @Override
    public String toString() {
        return get().map(Object::toString).orElse("empty");
    }
}

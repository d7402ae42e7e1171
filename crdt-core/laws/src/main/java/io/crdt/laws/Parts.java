package io.crdt.laws;

import io.crdt.causal.Causal;
import io.crdt.causal.CausalContext;
import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.Dot;
import io.crdt.causal.DotSet;
import io.crdt.causal.DotStore;
import io.crdt.causal.Entry;
import io.crdt.causal.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Takes states and deltas apart, down to single dots: each is alive with what it carries, or just known to be dead. */
final class Parts {

    private Parts() {}

    static <S extends Crdt<S, ?>> List<Causal<S>> of(Causal<S> state) {
        List<Causal<S>> parts = new ArrayList<>();
        Set<Dot> alive = new HashSet<>();
        DotStore<?> bottom = state.value().store().bottom();
        state.value().store().forEachEntry(entry -> {
            alive.add(entry.dot());
            parts.add(part(state.value(), bottom.with(entry.path(), entry.dot(), entry.payload()), entry.dot()));
        });
        state.context().forEachDot(dot -> {
            if (!alive.contains(dot)) {
                parts.add(part(state.value(), bottom, dot));
            }
        });
        return parts;
    }

    private static <S extends Crdt<S, ?>> Causal<S> part(S like, DotStore<?> store, Dot dot) {
        return Causal.of(reading(like, store), CausalContext.EMPTY.with(dot));
    }

    /** Returns an equal state whose store was put together entry by entry, so that nothing is derived from it yet. */
    static <S extends Crdt<S, ?>> Causal<S> rebuilt(S empty, Causal<S> state) {
        DotStore<?>[] store = {state.value().store().bottom()};
        state.value()
                .store()
                .forEachEntry(entry -> store[0] = store[0].with(entry.path(), entry.dot(), entry.payload()));
        return Causal.of(reading(empty, store[0]), state.context());
    }

    @SuppressWarnings("unchecked") // a store of S is read as S
    static <S, C extends Crdt<C, D>, D extends DotStore<D>> S reading(S like, DotStore<?> store) {
        return (S) ((C) like).withStore((D) store);
    }

    static <S> List<Delta<S>> of(Delta<S> delta) {
        List<Delta<S>> parts = new ArrayList<>();
        Set<Dot> dots = new HashSet<>();
        for (Entry entry : delta.added()) {
            dots.add(entry.dot());
            parts.add(Delta.write(entry.path(), entry.dot(), entry.payload(), DotSet.empty()));
        }
        for (Delta.Place place : delta.removed()) {
            dots.add(place.dot());
            parts.add(Delta.remove(place.path(), place.dot(), place.dot()));
        }
        for (Dot dot : delta.taken()) {
            if (dots.add(dot)) {
                parts.add(Delta.remove(Path.end(), dot, DotSet.empty()));
            }
        }
        return parts;
    }
}

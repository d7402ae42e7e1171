package io.crdt.causal;

import java.util.List;

/** The delta of a removal, of several mutations, or of none. */
final class DeltaOfMany<S> extends Delta<S> {

    static final Delta<?> NONE = new DeltaOfMany<>(List.of(), List.of(), List.of());

    private final List<Entry> added;
    private final List<Place> removed;
    private final List<Dot> taken;

    DeltaOfMany(List<Entry> added, List<Place> removed, List<Dot> taken) {
        this.added = added;
        this.removed = removed;
        this.taken = taken;
    }

    @Override
    public List<Entry> added() {
        return added;
    }

    @Override
    public List<Place> removed() {
        return removed;
    }

    @Override
    public List<Dot> taken() {
        return taken;
    }

    @Override
    public boolean isNone() {
        return taken.isEmpty();
    }

    @Override
    public <M> Delta<M> under(Object key) {
        return new DeltaOfMany<>(
                added.stream().map(entry -> entry.under(key)).toList(),
                removed.stream()
                        .map(place -> new Place(place.path().under(key), place.dot()))
                        .toList(),
                taken);
    }

    @Override
    public Causal<S> applyTo(Causal<S> causal) {
        return causal.joinDelta(this);
    }
}

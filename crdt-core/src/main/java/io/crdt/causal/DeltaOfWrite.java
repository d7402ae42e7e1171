package io.crdt.causal;

import io.crdt.internal.Unchanging;
import java.util.List;
import java.util.Objects;

/**
 * The delta of one write, by far the most frequent one: its parts stand inline, and a store takes the dots that it replaces
 * out in the same go.
 */
final class DeltaOfWrite<S> extends Delta<S> {

    private final Path path;
    private final Dot dot;
    private final Object payload;
    private final DotSet replaced;

    DeltaOfWrite(Path path, Dot dot, Object payload, DotSet replaced) {
        this.path = path;
        this.dot = dot;
        this.payload = Unchanging.copyOf(Objects.requireNonNull(payload, Entry.NULL_REFUSED));
        this.replaced = replaced;
    }

    @Override
    public List<Entry> added() {
        return List.of(new Entry(path, dot, payload));
    }

    @Override
    public List<Place> removed() {
        return places(path, replaced);
    }

    @Override
    public List<Dot> taken() {
        return List.of(dot);
    }

    @Override
    public boolean isNone() {
        return false;
    }

    @Override
    public <M> Delta<M> under(Object key) {
        return new DeltaOfWrite<>(path.under(key), dot, payload, replaced);
    }

    @Override
    public Causal<S> applyTo(Causal<S> causal) {
        if (causal.context().covers(dot)) {
            return causal.joinDelta(this);
        }
        return causal.joinWrite(path, dot, payload, replaced);
    }
}

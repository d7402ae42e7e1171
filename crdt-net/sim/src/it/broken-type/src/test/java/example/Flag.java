package example;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.DotSet;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import io.crdt.causal.Unit;

/** A flag that nobody can lower, which no law of lattices forbids. */
record Flag(DotSet store) implements Crdt<Flag, DotSet> {

    Delta<Flag> raise(ReplicaContext me) {
        return Delta.write(Path.end(), me.nextDot(), Unit.UNIT, store);
    }

    Delta<Flag> lower(ReplicaContext me) {
        return Delta.none();
    }

    boolean isUp() {
        return !store.isEmpty();
    }

    @Override
    public Flag withStore(DotSet newStore) {
        return new Flag(newStore);
    }
}

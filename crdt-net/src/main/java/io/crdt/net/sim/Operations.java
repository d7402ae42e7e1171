package io.crdt.net.sim;

import io.crdt.causal.Crdt;
import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.laws.ObjectHistory;
import io.crdt.replica.Replica;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** All operations that were ever made, by any node on any object. */
final class Operations {

    private final List<ObjectHistory<?>> objects = new ArrayList<>();
    private final Map<Incarnation, List<Operation>> byDot = new HashMap<>();
    private int count;

    Operations(List<SimulatedObject<?>> objects) {
        objects.forEach(object -> this.objects.add(object.history()));
    }

    List<ObjectHistory<?>> objects() {
        return objects;
    }

    int count() {
        return count;
    }

    /** Makes a random operation on a random object and returns it, or null if it changed nothing. */
    @Nullable
    Operation update(Replica replica, RandomGenerator random) {
        return update(objects.get(random.nextInt(objects.size())), replica, random);
    }

    private static <S extends Crdt<S, ?>> @Nullable Operation update(
            ObjectHistory<S> object, Replica replica, RandomGenerator random) {
        return object.update(replica, random)
                .map(event -> new Operation(object, event))
                .orElse(null);
    }

    /**
     * Puts an operation on record.
     *
     * @return the dot it shares with another one, or null
     */
    @Nullable
    Dot record(Operation operation) {
        count++;
        for (Dot dot : operation.taken()) {
            List<Operation> ofOrigin = byDot.computeIfAbsent(dot.origin(), origin -> new ArrayList<>());
            if (dot.seq() != ofOrigin.size() + 1) {
                return dot;
            }
            ofOrigin.add(operation);
        }
        return null;
    }

    /** Calls the action with every operation that {@code after} covers and {@code before} does not; null if unknown. */
    void forEachBetween(VersionVector before, VersionVector after, Consumer<@Nullable Operation> action) {
        after.aheadOf(before).forEach((origin, last) -> {
            List<Operation> ofOrigin = byDot.getOrDefault(origin, List.of());
            for (long seq = before.get(origin) + 1; seq <= last; seq++) {
                action.accept(seq <= ofOrigin.size() ? ofOrigin.get((int) seq - 1) : null);
            }
        });
    }
}

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
    private final Agenda agenda;
    private int count;
    private @Nullable Operation latest;

    Operations(List<SimulatedObject<?>> objects, Agenda agenda) {
        objects.forEach(object -> this.objects.add(object.history()));
        this.agenda = agenda;
    }

    List<ObjectHistory<?>> objects() {
        return objects;
    }

    int count() {
        return count;
    }

    /** Returns what was done last, for people. */
    String latest() {
        return latest == null ? "nothing" : latest.what();
    }

    /** Makes a random operation on a random object and returns it, or null if it changed nothing. */
    @Nullable
    Operation update(Replica replica, RandomGenerator random) {
        int object = random.nextInt(objects.size());
        return update(objects.get(object), object, replica, random);
    }

    private <S extends Crdt<S, ?>> @Nullable Operation update(
            ObjectHistory<S> object, int index, Replica replica, RandomGenerator random) {
        return object.update(replica, random)
                .map(event -> new Operation(object, index, event, agenda.now()))
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
        latest = operation;
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
            Operation previous = null;
            for (long seq = before.get(origin) + 1; seq <= last; seq++) {
                Operation operation = seq <= ofOrigin.size() ? ofOrigin.get((int) seq - 1) : null;
                if (operation == null || operation != previous) {
                    action.accept(operation);
                }
                previous = operation;
            }
        });
    }
}

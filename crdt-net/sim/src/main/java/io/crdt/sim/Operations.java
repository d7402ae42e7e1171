package io.crdt.sim;

import io.crdt.causal.Crdt;
import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.laws.Mutator;
import io.crdt.laws.ObjectHistory;
import io.crdt.replica.ObjectId;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.type.LWWMap;
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
    private final ObjectHistory<LWWMap<String, ReplicaId>> members = MembershipChange.history();
    private final int written;
    private final Map<Incarnation, List<Operation>> byDot = new HashMap<>();
    private final Map<Incarnation, Life> writers = new HashMap<>();
    private final Taint taint = new Taint();
    private final Agenda agenda;
    private int count;
    private @Nullable Operation latest;
    private int attempts;
    private @Nullable Object attempted;
    private @Nullable ObjectHistory<?> attemptedOn;

    Operations(List<SimulatedObject<?>> objects, Agenda agenda) {
        objects.forEach(object -> this.objects.add(object.history()));
        written = objects.size();
        this.objects.add(members);
        this.agenda = agenda;
    }

    /** Returns all objects: those that are written to by chance, and the membership. */
    List<ObjectHistory<?>> objects() {
        return objects;
    }

    /** Returns what of all this does not count any more. */
    Taint taint() {
        return taint;
    }

    /** The entry of a dot of an object is lost or altered somewhere. */
    void damage(ObjectId object, Dot dot) {
        for (int i = 0; i < objects.size(); i++) {
            if (objects.get(i).toString().equals(object.name())) {
                taint.damage(i, dot);
            }
        }
    }

    /**
     * Somebody writes under an incarnation. If it is the second one, of two that are copies, then what was written under it
     * does not count any more: it may be replaced.
     */
    void wrote(Incarnation incarnation, Life life) {
        Life first = writers.putIfAbsent(incarnation, life);
        if (first != null && first != life && first.original == life.original) {
            taint.fork(incarnation);
            byDot.getOrDefault(incarnation, List.of()).forEach(this::taint);
        }
    }

    private void taint(Operation operation) {
        taint.wroteForked(
                operation.objectIndex(),
                operation.object().removedBy(operation.last().origin()));
    }

    /** Returns the objects that are written to by chance. */
    List<ObjectHistory<?>> written() {
        return objects.subList(0, written);
    }

    int count() {
        return count;
    }

    /** Returns what was done last, for people. */
    String latest() {
        return latest == null ? "nothing" : latest.what();
    }

    /** Returns how many random operations were tried, whether they changed anything or not. */
    int attempts() {
        return attempts;
    }

    /** Returns how many random operations changed something. */
    int writes() {
        return written().stream().mapToInt(ObjectHistory::size).sum();
    }

    /** Returns the random operation that is being made, for people; null if none is. */
    @Nullable
    String attempted() {
        return attemptedOn == null
                ? null
                : (attempted == null ? "a random operation" : attempted.toString()) + " on " + attemptedOn;
    }

    /** Makes a random operation on a random object and returns it, or null if it changed nothing. */
    @Nullable
    Operation update(Replica replica, RandomGenerator random) {
        int object = random.nextInt(written);
        return update(objects.get(object), object, replica, random);
    }

    /** Changes the membership and returns the operation, or null if it changed nothing. */
    @Nullable
    Operation update(Replica replica, MembershipChange change) {
        return members.update(replica, change)
                .map(event -> new Operation(members, written, event, agenda.now()))
                .orElse(null);
    }

    private <S extends Crdt<S, ?>> @Nullable Operation update(
            ObjectHistory<S> object, int index, Replica replica, RandomGenerator random) {
        attempts++;
        attemptedOn = object;
        attempted = null;
        Mutator<S> operation = object.randomOperation(random);
        attempted = operation;
        Operation made = object.update(replica, operation)
                .map(event -> new Operation(object, index, event, agenda.now()))
                .orElse(null);
        attemptedOn = null;
        return made;
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
        if (taint.isForked(operation.last().origin())) {
            taint(operation);
            return null;
        }
        for (Dot dot : operation.taken()) {
            List<Operation> ofOrigin = byDot.computeIfAbsent(dot.origin(), origin -> new ArrayList<>());
            if (dot.seq() != ofOrigin.size() + 1) {
                return dot;
            }
            ofOrigin.add(operation);
        }
        return null;
    }

    /**
     * Calls the action with every operation that {@code after} covers and {@code before} does not; null if unknown. It is
     * not called with what was written under an incarnation that two have used.
     */
    void forEachBetween(VersionVector before, VersionVector after, Consumer<@Nullable Operation> action) {
        after.aheadOf(before).forEach((origin, last) -> {
            if (taint.isForked(origin)) {
                return;
            }
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

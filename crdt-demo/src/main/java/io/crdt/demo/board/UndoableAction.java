package io.crdt.demo.board;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.replica.Key;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Something that a person does: one write or several, and what takes them back. To undo is to write once more, to the value
 * that is there by then, and only where that is still what the action has left; so nobody else's work is taken back. A
 * removal leaves nothing behind, so undoing it puts back what was there, also if others have removed it too.
 */
final class UndoableAction {

    private final LocalCopy copy;
    private final String what;
    private final List<Future<?>> saves = new ArrayList<>();
    private final List<Undo> undos = new ArrayList<>();

    UndoableAction(LocalCopy copy, String what) {
        this.copy = copy;
        this.what = what;
    }

    /** A change of an object. */
    interface Write<S extends Crdt<S, ?>> extends BiFunction<S, ReplicaContext, Delta<S>> {}

    /** Takes a write back, if its place is still as it left it, and tells whether it was. */
    private interface Undo {
        boolean run(UndoableAction undoing);
    }

    /** Makes a change that is not taken back. */
    <S extends Crdt<S, ?>> UndoableAction write(Key<S> key, Write<S> write) {
        saves.add(copy.update(key, write));
        return this;
    }

    /**
     * Makes a change.
     *
     * @param place what is alive at the place that is written to; it tells each write from all others
     * @param inverse makes of the value before the change what brings back its content at that place
     */
    <S extends Crdt<S, ?>> UndoableAction write(
            Key<S> key, Function<S, ?> place, Write<S> write, Function<S, Write<S>> inverse) {
        return write(key, (value, me) -> {
            Delta<S> delta = write.apply(value, me);
            if (!delta.isNone()) {
                Object left = place.apply(value.after(delta));
                undos.add(0, undo(key, place, left, inverse.apply(value)));
            }
            return delta;
        });
    }

    private static <S extends Crdt<S, ?>> Undo undo(Key<S> key, Function<S, ?> place, Object left, Write<S> back) {
        return undoing -> {
            boolean[] asLeft = {false};
            undoing.write(key, (value, me) -> {
                asLeft[0] = left.equals(place.apply(value));
                return asLeft[0] ? back.apply(value, me) : Delta.none();
            });
            return asLeft[0];
        };
    }

    /**
     * Takes back what nobody has changed since.
     *
     * @throws IllegalStateException if that is nothing
     */
    UndoableAction undo() {
        UndoableAction undoing = new UndoableAction(copy, "undo: " + what);
        long undone = undos.stream().filter(undo -> undo.run(undoing)).count();
        if (undone == 0) {
            throw new IllegalStateException(
                    "cannot undo: " + what + "; somebody has changed that since; nothing was changed");
        }
        return undoing;
    }

    boolean canBeUndone() {
        return !undos.isEmpty();
    }

    /** Completes when all that was written is durable. */
    Future<Void> saved() {
        return Future.join(saves).mapEmpty();
    }

    @Override
    public String toString() {
        return what;
    }
}

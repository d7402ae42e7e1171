package io.crdt.replica;

import io.crdt.causal.Crdt;
import io.crdt.causal.DotStore;
import io.crdt.type.Type;

/**
 * The typed name of an object in a replica. Declare one as a constant and share it among those who use the object.
 *
 * @param id the name and type that replicas know the object by
 * @param type how to read it
 * @param <S> the type of the object
 */
public record Key<S extends Crdt<S, ?>>(ObjectId id, Type<S> type) {

    private static final int MAX_NAME = 1024;

    /**
     * Returns the key of the object with this name and type.
     *
     * @throws IllegalArgumentException if the name is empty or longer than 1,024 characters
     */
    public static <S extends Crdt<S, ?>> Key<S> of(String name, Type<S> type) {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw new IllegalArgumentException(
                    "the name of a key must have 1 to " + MAX_NAME + " characters, but has " + name.length());
        }
        return new Key<>(new ObjectId(name, type.name()), type);
    }

    /** Returns the name that the application gave. */
    public String name() {
        return id.name();
    }

    S read(DotStore<?> store) {
        if (!Shape.of(store).equals(shape())) {
            throw new IllegalStateException("the object " + id + " is stored as " + Shape.of(store)
                    + ", but its type reads " + shape() + "; nothing was changed");
        }
        return reading(type.empty(), store);
    }

    Shape shape() {
        return Shape.of(((Crdt<?, ?>) type.empty()).store());
    }

    @SuppressWarnings("unchecked") // the shape was compared, and elements are the application's matter
    private static <S, C extends Crdt<C, D>, D extends DotStore<D>> S reading(S empty, DotStore<?> store) {
        return (S) ((C) empty).withStore((D) store);
    }

    @Override
    public String toString() {
        return id.name() + " (" + type + ")";
    }
}

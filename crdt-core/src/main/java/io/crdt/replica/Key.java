package io.crdt.replica;

import io.crdt.causal.Crdt;
import io.crdt.causal.DotStore;
import io.crdt.type.Type;

/**
 * The typed name of an object in a replica. Declare one as a constant and share it among those who use the object.
 *
 * @param name the name that the application gave
 * @param type how to read it
 * @param id what replicas know the object by
 * @param <S> the type of the object
 */
public record Key<S extends Crdt<S, ?>>(String name, Type<S> type, ObjectId id) {

    private static final int MAX_NAME = 1024;

    public Key {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw new IllegalArgumentException(
                    "the name of a key must have 1 to " + MAX_NAME + " characters, but has " + name.length());
        }
        if (!id.equals(idOf(name, type))) {
            throw new IllegalArgumentException("the id of a key is that of its name and type, but this is " + id);
        }
    }

    /**
     * Returns the key of the object with this name and type.
     *
     * @throws IllegalArgumentException if the name is empty or longer than 1,024 characters
     */
    public static <S extends Crdt<S, ?>> Key<S> of(String name, Type<S> type) {
        return new Key<>(name, type, idOf(name, type));
    }

    private static ObjectId idOf(String name, Type<?> type) {
        return new ObjectId(name, type.name(), Shape.of(type.empty().store()));
    }

    S read(DotStore<?> store) {
        return reading(type.empty(), store);
    }

    @SuppressWarnings("unchecked") // the shape is part of the id; elements are the application's matter
    private static <S, C extends Crdt<C, D>, D extends DotStore<D>> S reading(S empty, DotStore<?> store) {
        return (S) ((C) empty).withStore((D) store);
    }

    @Override
    public String toString() {
        return name + " (" + type + ")";
    }
}

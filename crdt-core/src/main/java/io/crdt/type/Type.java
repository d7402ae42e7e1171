package io.crdt.type;

import io.crdt.causal.Crdt;
import java.util.List;
import java.util.Objects;

/**
 * What a replica needs to know of a convergent type: its name on the wire and its empty value.
 *
 * @param name the same in every replica and for ever, since it is part of an object's identity
 * @param empty the value of an object that nobody has written to
 * @param parameters the classes of elements, keys or values: those of the keys of maps on the way to an entry of the store,
 *     outermost first, and then that of what entries carry. They are for messages to people, and to notice what a peer wrote
 *     under the same name with other classes; those of entries that the type does not show may be left out at the end
 * @param <S> the type
 */
public record Type<S extends Crdt<S, ?>>(String name, S empty, List<Class<?>> parameters) {
    public Type {
        if (name.isBlank()) {
            throw new IllegalArgumentException("the name of a type must not be blank");
        }
        Objects.requireNonNull(empty, "empty");
        parameters = List.copyOf(parameters);
        for (Class<?> parameter : parameters) {
            if (parameter.isArray()) {
                throw new IllegalArgumentException("the elements, keys and values of a " + name
                        + " are compared by equals, and no " + parameter.getSimpleName()
                        + " equals another: use a List, or a record that holds the array and compares its content");
            }
        }
    }

    @Override
    public String toString() {
        if (parameters.isEmpty()) {
            return name;
        }
        String classes =
                String.join(", ", parameters.stream().map(Class::getSimpleName).toList());
        return name.endsWith(">") ? name + " of " + classes : name + "<" + classes + ">";
    }
}

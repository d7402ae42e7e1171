package io.crdt.laws;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Two values that are not equal, as texts that differ. Where they print alike – {@code 3} is an {@code Integer} and a
 * {@code Long} – their classes are shown too, down to the elements of what they hold.
 */
record Alike(String left, String right) {

    private static final int DEEP = 4;

    /** Returns the texts of two values that differ. */
    static Alike apart(@Nullable Object left, @Nullable Object right) {
        Alike plain = new Alike(String.valueOf(left), String.valueOf(right));
        if (!plain.left.equals(plain.right)) {
            return plain;
        }
        Alike withClasses = new Alike(
                plain.left + " (" + classes(left, DEEP) + ")", plain.right + " (" + classes(right, DEEP) + ")");
        return withClasses.left.equals(withClasses.right)
                ? new Alike(
                        withClasses.left,
                        withClasses.right
                                + "; both read the same and are not equal: does a class in there lack an equals of its"
                                + " own, or does its toString leave out what differs?")
                : withClasses;
    }

    String joined(String between) {
        return left + between + right;
    }

    private static String classes(@Nullable Object value, int deep) {
        if (value == null) {
            return "null";
        }
        String own = name(value.getClass());
        if (deep == 0) {
            return own;
        }
        if (value instanceof Map<?, ?> map) {
            return own + " from " + classesOf(map.keySet(), deep) + " to " + classesOf(map.values(), deep);
        }
        if (value instanceof Collection<?> elements) {
            return own + " of " + classesOf(elements, deep);
        }
        return value instanceof Optional<?> optional && optional.isPresent()
                ? own + " of " + classes(optional.get(), deep - 1)
                : own;
    }

    private static String classesOf(Collection<?> elements, int deep) {
        SortedSet<String> names = new TreeSet<>();
        elements.forEach(element -> names.add(classes(element, deep - 1)));
        return names.isEmpty() ? "nothing" : String.join(" or ", names);
    }

    private static String name(Class<?> type) {
        return type.getName().startsWith("java.") && !type.isAnonymousClass() ? type.getSimpleName() : type.getName();
    }
}

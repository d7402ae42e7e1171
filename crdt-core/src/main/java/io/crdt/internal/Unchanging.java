package io.crdt.internal;

import java.util.List;
import java.util.Optional;

/**
 * Lists of the JDK as values: what is written is a list as it is at that moment, and who keeps a reference to it cannot
 * change a replica behind its back. Else the replica would differ from all others, which got the list as it was.
 *
 * <p>A payload kind cannot be asked for this, since the entries and paths that call it are what the kinds stand on. Lists
 * are the only payloads that can change, and optionals the only others of the JDK that hold one; a test compares that with
 * the table of kinds.
 */
public final class Unchanging {

    /** Deeper than any value that can be sent. A list that contains itself has no end at all. */
    private static final int MAX_DEPTH = 64;

    private Unchanging() {}

    /** Returns the value itself if it is neither a list nor an optional of the JDK, else one that never changes. */
    public static <T> T copyOf(T value) {
        return value instanceof List<?> || value instanceof Optional<?> ? copyOf(value, 0) : value;
    }

    @SuppressWarnings("unchecked") // a list for a list
    private static <T> T copyOf(T value, int depth) {
        if (depth == MAX_DEPTH) {
            return value;
        }
        if (value instanceof Optional<?> optional && optional.isPresent()) {
            Object copy = copyOf(optional.get(), depth + 1);
            return copy == optional.get() ? value : (T) Optional.of(copy);
        }
        return value instanceof List<?> list && isOfTheJdk(list) ? (T) copyOf(list, depth) : value;
    }

    private static List<?> copyOf(List<?> list, int depth) {
        Object[] copies = list.toArray();
        for (int i = 0; i < copies.length; i++) {
            if (copies[i] == null) {
                return list; // no value at all, as the codec will say when it is sent
            }
            copies[i] = copyOf(copies[i], depth + 1);
        }
        return isUnchanging(list, copies) ? list : List.of(copies);
    }

    private static boolean isUnchanging(List<?> list, Object[] copies) {
        if (List.copyOf(list) != list) {
            return false;
        }
        for (int i = 0; i < copies.length; i++) {
            if (copies[i] != list.get(i)) {
                return false;
            }
        }
        return true;
    }

    /** A list class of an application may have a meaning, and a serializer, of its own. */
    private static boolean isOfTheJdk(List<?> list) {
        return list.getClass().getClassLoader() == null;
    }
}

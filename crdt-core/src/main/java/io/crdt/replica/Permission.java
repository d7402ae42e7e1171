package io.crdt.replica;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which objects a change that comes from elsewhere may touch. The rule behind it is code of the application, so it is asked
 * outside of the replica's lock, between the computation of a change and its commit: if the replica has moved on meanwhile,
 * the change is computed again, and committed if it touches nothing that was not granted. What was granted stays granted
 * for this change, so that happens at most once for each object.
 */
final class Permission {

    private static final Permission EVERYTHING = new Permission();

    private final @Nullable Predicate<? super ObjectId> mayChange;
    private final Set<ObjectId> granted = new HashSet<>();

    private Permission() {
        mayChange = null;
    }

    Permission(Predicate<? super ObjectId> mayChange) {
        this.mayChange = mayChange;
    }

    static Permission everything() {
        return EVERYTHING;
    }

    /** Tells, without asking, whether all of these objects may be changed. */
    boolean hasGranted(Set<ObjectId> objects) {
        return mayChange == null || granted.containsAll(objects);
    }

    /** Asks, in the order of the objects, about those that were not asked about yet, up to the first no. */
    boolean grants(Set<ObjectId> objects) {
        for (ObjectId object : new TreeSet<>(objects)) {
            if (mayChange != null && !granted.contains(object)) {
                if (!mayChange.test(object)) {
                    return false;
                }
                granted.add(object);
            }
        }
        return true;
    }
}

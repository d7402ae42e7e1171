package io.crdt.replica;

import io.crdt.causal.Entry;
import io.crdt.causal.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where in a replica a dot lives.
 *
 * @param object the object
 * @param path the place in it, as readers see it
 * @param hash the {@link Fingerprint} of the entry there, which nobody then has to compute again
 * @param written the entry as it was written, if readers see something else: values of the application are bytes in it
 */
record Location(
        ObjectId object, Path path, long hash, @Nullable Entry written) {

    boolean isAt(ObjectId otherObject, Path otherPath) {
        return object.equals(otherObject) && path.equals(otherPath);
    }

    @Override
    public String toString() {
        return object + " at \"" + path + "\"";
    }
}

package io.crdt.replica;

import io.crdt.causal.Path;

/**
 * Where in a replica a dot lives.
 *
 * @param object the object
 * @param path the place in it
 * @param hash the {@link Fingerprint} of the entry there, which nobody then has to compute again
 */
record Location(ObjectId object, Path path, long hash) {

    boolean isAt(ObjectId otherObject, Path otherPath) {
        return object.equals(otherObject) && path.equals(otherPath);
    }

    @Override
    public String toString() {
        return object + " at \"" + path + "\"";
    }
}

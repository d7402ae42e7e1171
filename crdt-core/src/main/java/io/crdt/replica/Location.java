package io.crdt.replica;

import io.crdt.causal.Path;

/**
 * Where in a replica a dot lives.
 *
 * @param object the object
 * @param path the place in it
 */
record Location(ObjectId object, Path path) {}

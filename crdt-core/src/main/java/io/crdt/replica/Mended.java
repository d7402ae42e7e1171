package io.crdt.replica;

import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;

/**
 * What came of mending a replica with a {@link Section} of another one.
 *
 * @param changed for each object the dots that it did not have, or had with another content
 * @param contested the dots that both had, with two contents: damage, or two processes that write as one incarnation
 * @param forked the incarnations of these, and those whose histories differ
 * @param peerLacks whether the other replica has to be mended too
 */
public record Mended(
        Map<ObjectId, SortedSet<Dot>> changed, Set<Dot> contested, Set<Incarnation> forked, boolean peerLacks) {}

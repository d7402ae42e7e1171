package io.crdt.replica;

import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;

/**
 * What the repair of a replica did, with a {@link Section} of another one.
 *
 * @param changed for each object the dots that it did not have, or had with another payload
 * @param contested the dots that both had, with two payloads: damage, or two processes that write as one incarnation
 * @param forked the incarnations of these, and those whose histories differ
 * @param peerLacks whether the other replica has to be repaired too
 */
public record RepairOutcome(
        Map<ObjectId, SortedSet<Dot>> changed, Set<Dot> contested, Set<Incarnation> forked, boolean peerLacks) {}

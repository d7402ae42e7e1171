/**
 * The persistent collections underneath the replicated data types; this package is not exported.
 *
 * <p>States of replicated data types are immutable and mostly alike: two replicas share nearly all of their content, and
 * a merge should cost what differs rather than what exists. The collections here are therefore tries whose shape is
 * determined by their content alone. Two of them can be compared and merged in lockstep, and a subtree that both sides
 * share is recognised by its reference and kept unvisited. They also need a fraction of the memory of
 * {@link java.util.HashMap} and {@link java.util.TreeMap}, and neither locks, reflection nor anything else that a
 * compiler to JavaScript would have to emulate.
 *
 * <p>Start with {@code PersistentMap}.
 */
@NullMarked
package io.crdt.internal;

import org.jspecify.annotations.NullMarked;

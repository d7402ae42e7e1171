/**
 * One replica of everything: a keyed store of convergent values under one causal context, and the exact state deltas that
 * make two of them equal.
 *
 * <p>Start with {@link io.crdt.replica.Replica}, which users have, and {@link io.crdt.replica.ReplicaState}, its value; a
 * delta is applied in {@code StateEdit}.
 */
@NullMarked
@CheckReturnValue
package io.crdt.replica;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

/**
 * One replica of everything: a keyed store of convergent values under one causal context, and the exact state deltas that
 * make two of them equal.
 */
@NullMarked
@CheckReturnValue
package io.crdt.replica;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

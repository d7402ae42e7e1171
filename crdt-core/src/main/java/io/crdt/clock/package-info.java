/**
 * Hybrid logical time as plain values: the wall clock is an argument, never read.
 *
 * <p>Start with {@link io.crdt.clock.HybridLogicalClock}.
 */
@NullMarked
@CheckReturnValue
package io.crdt.clock;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

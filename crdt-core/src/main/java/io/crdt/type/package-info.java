/**
 * The convergent types: immutable records over dot stores with mutators that return deltas.
 *
 * <p>Start with {@link io.crdt.type.ORSet}; a type of one's own looks like it.
 */
@NullMarked
@CheckReturnValue
package io.crdt.type;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

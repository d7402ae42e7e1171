/** The convergent types: immutable records over dot stores with mutators that return deltas. */
@NullMarked
@CheckReturnValue
package io.crdt.type;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

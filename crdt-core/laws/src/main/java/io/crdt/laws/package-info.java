/**
 * The laws of convergent types, and oracles that say what a value must be. They know no test engine: every check is a
 * function of a seed.
 *
 * <p>Lattice laws alone prove little – a set that ignores removals keeps them all – so a type is also held against an
 * {@link io.crdt.laws.Oracle}. And random <em>values</em> prove little, since they reuse dots no replica would; so states
 * come from random {@linkplain io.crdt.laws.Execution executions}.
 *
 * <p>Start with {@link io.crdt.laws.CrdtSpec}, which describes a type, and run {@link io.crdt.laws.Laws} on it.
 */
@NullMarked
@CheckReturnValue
package io.crdt.laws;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

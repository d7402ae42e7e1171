/**
 * What every convergent value is: a join-semilattice; and small ones to compose others of.
 *
 * <p>Start with {@link io.crdt.lattice.Lattice}.
 */
@NullMarked
@CheckReturnValue
package io.crdt.lattice;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

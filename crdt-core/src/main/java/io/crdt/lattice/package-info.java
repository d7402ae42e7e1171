/** What every convergent value is: a join-semilattice. */
@NullMarked
@CheckReturnValue
package io.crdt.lattice;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

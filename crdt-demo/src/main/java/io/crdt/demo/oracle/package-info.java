/**
 * What must come out of operations, found out without any replication.
 *
 * <p>Start with {@code MixOracle}.
 */
@NullMarked
package io.crdt.demo.oracle;

import org.jspecify.annotations.NullMarked;

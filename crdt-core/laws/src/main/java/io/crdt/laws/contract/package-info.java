/**
 * The laws for test engines: as jqwik properties, and against a second JVM. The laws themselves are in {@link io.crdt.laws}
 * and need none of this. Only {@link io.crdt.laws.contract.LawsContract} needs jqwik, which a user adds.
 *
 * <p>Start with {@link io.crdt.laws.contract.LawsContract}.
 */
@NullMarked
package io.crdt.laws.contract;

import org.jspecify.annotations.NullMarked;

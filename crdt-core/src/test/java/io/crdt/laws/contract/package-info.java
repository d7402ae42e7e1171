/**
 * The laws for test engines, published as {@code io.crdt:crdt-core} with the classifier {@code laws}: as jqwik properties,
 * and against a second JVM. The laws themselves are in {@link io.crdt.laws} and need none of this. Nothing else in the
 * library has a class in this package, so it may stand on the module path too.
 */
@NullMarked
package io.crdt.laws.contract;

import org.jspecify.annotations.NullMarked;

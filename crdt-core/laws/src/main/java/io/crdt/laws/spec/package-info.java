/**
 * What the types of this library promise: for each type a {@link io.crdt.laws.CrdtSpec} with its random operations and its
 * {@link io.crdt.laws.Oracle}. Start with {@link io.crdt.laws.spec.ORSetSpec}. A type that holds others, such
 * as {@link io.crdt.laws.spec.ORMapSpec}, takes their specifications.
 */
@NullMarked
@CheckReturnValue
package io.crdt.laws.spec;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

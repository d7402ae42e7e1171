/**
 * Dots, contexts and dot stores: the algebra that observed-remove types are composed of.
 *
 * <p>The names are those of Almeida, Shoker, Baquero, <i>Delta State Replicated Data Types</i>, 2018.
 *
 * <p>Start with {@link io.crdt.causal.Dot} and {@link io.crdt.causal.DotMap}; {@link io.crdt.causal.Delta} is what a type
 * returns. Whether a removed element stays removed is decided in {@code Alive}.
 */
@NullMarked
@CheckReturnValue
package io.crdt.causal;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

/**
 * Dots, contexts and dot stores: the algebra that observed-remove types are composed of.
 *
 * <p>The names are those of Almeida, Shoker, Baquero, <i>Delta State Replicated Data Types</i>, 2018.
 */
@NullMarked
@CheckReturnValue
package io.crdt.causal;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

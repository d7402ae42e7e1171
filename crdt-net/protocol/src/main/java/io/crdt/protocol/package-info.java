/**
 * Anti-entropy as a state machine: events in, effects out. No I/O, no clock, no threads, no randomness of its own; the same
 * classes run under Vert.x, in the simulator and in a unit test.
 *
 * <p>Start with {@link io.crdt.protocol.Gossip} and its {@link io.crdt.protocol.Event}s and
 * {@link io.crdt.protocol.Effect}s.
 */
@NullMarked
@CheckReturnValue
package io.crdt.protocol;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

/**
 * Who belongs to a cluster, and which of its members a node is linked to. {@link io.crdt.membership.Members} is the list
 * that all nodes share, an object like any other; {@link io.crdt.membership.View} decides which of them this node dials, and
 * is a state machine like {@link io.crdt.protocol.Gossip}; {@link io.crdt.membership.Authors} tells which replica wrote
 * under an incarnation.
 *
 * <p>Start with {@link io.crdt.membership.View}.
 */
@NullMarked
@CheckReturnValue
package io.crdt.membership;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

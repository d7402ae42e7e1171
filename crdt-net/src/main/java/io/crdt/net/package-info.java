/**
 * A replica that gossips, on Vert.x: the classes that most users ever see.
 *
 * <p>Start with {@link io.crdt.net.CrdtNode} and {@link io.crdt.net.CrdtOptions}. Inside, {@code GossipDriver} runs the protocol on
 * Vert.x, {@code StoreWriter} makes writes durable, and {@code Dialer} dials the peers that the membership chooses.
 */
@NullMarked
package io.crdt.net;

import org.jspecify.annotations.NullMarked;

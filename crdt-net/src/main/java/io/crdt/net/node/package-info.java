/**
 * What runs a node: {@code GossipDriver} runs the protocol on Vert.x, {@code StoreWriter} makes writes durable,
 * {@code Dialer} dials the peers that {@code Membership} chooses, {@code Connections} turns frames into messages, and
 * {@code Gatekeeper} decides who may do what.
 *
 * <p>Start with {@link io.crdt.net.node.GossipDriver}. Not exported: applications see it through {@link io.crdt.net.status}
 * only.
 */
@NullMarked
package io.crdt.net.node;

import org.jspecify.annotations.NullMarked;

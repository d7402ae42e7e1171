/**
 * A replica that gossips, on Vert.x.
 *
 * <p>Start with {@link io.crdt.net.CrdtNode}; what can be chosen is in {@link io.crdt.net.options}, what a node reports of
 * itself in {@link io.crdt.net.status}. What runs a node is in {@code io.crdt.net.node}, which is not exported.
 */
@NullMarked
package io.crdt.net;

import org.jspecify.annotations.NullMarked;

/**
 * What a newcomer runs: real nodes on real ports in one process, and a view of how they become equal.
 *
 * <p>Start with {@link io.crdt.demo.Main}, then {@code GossipCommand}.
 */
@NullMarked
package io.crdt.demo;

import org.jspecify.annotations.NullMarked;

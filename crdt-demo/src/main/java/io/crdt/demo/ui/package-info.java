/**
 * The page of {@code gossip --ui}: it shows the nodes of an engine, interferes with their network, disks and clocks, and
 * tells in plain language what follows.
 *
 * <p>Start with {@code Dashboard}; {@code Controls} holds what a viewer can do.
 */
@NullMarked
package io.crdt.demo.ui;

import org.jspecify.annotations.NullMarked;

/**
 * What a newcomer runs: the commands, and the view of an engine in a terminal.
 *
 * <p>Start with {@link io.crdt.demo.Main}, then {@code GossipCommand}: {@code GossipRun} is the run in a terminal,
 * {@code DashboardRun} serves the page.
 */
@NullMarked
package io.crdt.demo;

import org.jspecify.annotations.NullMarked;

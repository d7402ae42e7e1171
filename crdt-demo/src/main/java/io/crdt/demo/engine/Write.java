package io.crdt.demo.engine;

import io.crdt.causal.Dot;

/**
 * One write of a workload.
 *
 * @param at the node that made it
 * @param dot its name
 * @param startedNanos when it began, as {@link System#nanoTime}
 */
public record Write(DemoNode at, Dot dot, long startedNanos) {}

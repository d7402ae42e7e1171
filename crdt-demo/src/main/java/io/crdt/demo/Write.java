package io.crdt.demo;

import io.crdt.causal.Dot;

/**
 * One write of a workload.
 *
 * @param node the index of the node that made it
 * @param dot its name
 * @param startedNanos when it began, as {@link System#nanoTime}
 */
record Write(int node, Dot dot, long startedNanos) {}

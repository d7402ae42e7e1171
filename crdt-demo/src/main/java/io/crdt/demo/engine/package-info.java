/**
 * The one engine of the demo, for the terminal as for the page: nodes that run in this process, the network between them,
 * writes that are recorded, and measurements of how they spread. It has no output of its own.
 *
 * <p>Start with {@code Engine}. Its methods are for one thread or context at a time; what a node has arrived at may be
 * reported by any thread.
 */
@NullMarked
package io.crdt.demo.engine;

import org.jspecify.annotations.NullMarked;

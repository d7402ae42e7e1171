/**
 * A task board for several people, each with a node of their own: an example of an app that works offline.
 *
 * <p>Start with {@code Board}: which objects there are, and what concurrent actions give.
 */
@NullMarked
package io.crdt.demo.board;

import org.jspecify.annotations.NullMarked;

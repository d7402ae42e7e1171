/**
 * What a node reports of itself: its state, its health, its members, and what went wrong.
 *
 * <p>Start with {@link io.crdt.net.status.Problem}: everything that is reported as wrong is one of its variants.
 */
@NullMarked
package io.crdt.net.status;

import org.jspecify.annotations.NullMarked;

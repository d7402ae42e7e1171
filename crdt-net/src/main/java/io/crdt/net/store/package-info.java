/**
 * Where replicas keep what they know: the {@link io.crdt.net.store.Store} that a node writes to, one in memory, and what can
 * go wrong with any of them.
 *
 * <p>Start with {@link io.crdt.net.store.Store}. The one in a directory is in {@code io.crdt.net.store.sqlite}; what its
 * rows are, which another database may keep as well, in {@code io.crdt.net.store.format}.
 */
@NullMarked
@CheckReturnValue
package io.crdt.net.store;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

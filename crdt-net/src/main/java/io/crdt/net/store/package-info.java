/**
 * Where replicas keep what they know: the {@link io.crdt.net.store.Store} that a node writes to, one in memory, one in a
 * directory.
 *
 * <p>Start with {@link io.crdt.net.store.Store}; a write becomes durable in {@code StateSaver}, a directory becomes a state in
 * {@code StateLoader}.
 */
@NullMarked
@CheckReturnValue
package io.crdt.net.store;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

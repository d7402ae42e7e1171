/**
 * Where replicas keep what they know: the {@link io.crdt.net.store.Store} that a node writes to, one in memory, one in a
 * directory.
 */
@NullMarked
@CheckReturnValue
package io.crdt.net.store;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

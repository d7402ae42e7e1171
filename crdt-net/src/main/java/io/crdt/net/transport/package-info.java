/**
 * Links between replicas: ordered frames over TCP, or over memory where no network is wanted.
 *
 * <p>Start with {@link io.crdt.net.transport.Transport}.
 */
@NullMarked
package io.crdt.net.transport;

import org.jspecify.annotations.NullMarked;

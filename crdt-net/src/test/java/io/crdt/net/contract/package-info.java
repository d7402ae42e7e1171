/**
 * What every store and transport has to do, for tests of who writes another one: this package is a jar of its own, with the
 * classifier {@code contracts}.
 *
 * <p>Start with {@link io.crdt.net.contract.StoreContract} or {@link io.crdt.net.contract.TransportContract}.
 */
package io.crdt.net.contract;

/**
 * A deterministic simulator: the real replicas and the real protocol over a simulated network, disk and time. One seed
 * decides everything that happens, faults included, so every failure can be replayed. After each event the invariants of
 * the protocol are checked against a record of all operations that were ever made.
 *
 * <p>Start with {@link io.crdt.sim.Simulation} and {@link io.crdt.sim.SimulationOptions}; inside, with {@code Run} and
 * {@code Life}.
 */
@NullMarked
@CheckReturnValue
package io.crdt.sim;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

package io.crdt.demo.oracle;

import io.crdt.causal.Dot;
import io.crdt.clock.Timestamp;

/**
 * The name of an operation and its time.
 *
 * @param dot the name
 * @param time the time; {@link Timestamp#ZERO} if the operation asked for none
 */
public record Stamp(Dot dot, Timestamp time) {}

package io.crdt.replica;

import io.crdt.causal.Dot;

/**
 * The record that an operation removed a dot.
 *
 * @param removed the dot that is dead since
 * @param by the operation that removed it
 */
public record Removal(Dot removed, Dot by) {}

package io.crdt.replica;

import io.crdt.causal.Incarnation;

/**
 * What a state has in a range of dots, in short: two states that have the same there have equal sums.
 *
 * @param origin the origin of the dots
 * @param range their sequence numbers
 * @param count how many of them are alive
 * @param hash the sum of the hashes of their entries
 */
public record RangeSum(Incarnation origin, DotRanges.Range range, long count, long hash) {}

package io.crdt.net.store;

/**
 * What came of a salvage.
 *
 * @param found what was found in the damaged directory; {@link StoreReport#usable} entries were kept as they were
 * @param rewritten how many more were written as new operations
 * @param leftOut how many readable entries were left out and are listed
 */
public record SalvageReport(StoreReport found, long rewritten, long leftOut) {}

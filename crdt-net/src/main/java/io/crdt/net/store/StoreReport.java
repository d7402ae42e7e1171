package io.crdt.net.store;

import java.util.List;

/**
 * What was found in a directory, and what was saved from it.
 *
 * @param incarnations how many incarnations it knows of
 * @param objects how many objects
 * @param entries how many sound live entries
 * @param removals how many sound records of removals
 * @param unread how many of the entries have values of classes that the codec does not know, so that only their bytes were
 *     checked
 * @param usable how many of the entries a salvage keeps; all of them if nothing is wrong
 * @param problems what is wrong, as text for people; empty if nothing is
 */
public record StoreReport(
        long incarnations, long objects, long entries, long removals, long unread, long usable, List<String> problems) {

    public StoreReport {
        problems = List.copyOf(problems);
    }

    /** Tells whether nothing is wrong. */
    public boolean isSound() {
        return problems.isEmpty();
    }
}

package io.crdt.laws;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a failure small. What happens in a step follows from one number, so steps can be left out one by one. */
final class Shrinker {

    /** So few are tried in pairs as well: where two replicas have done as much as each other, both have to do less. */
    private static final int PAIRS_UP_TO = 12;

    private Shrinker() {}

    /**
     * Returns a part of the choices that still fails, and no longer does with any one of them left out. Halves are left
     * out first, then single ones and pairs, again and again, since a step may be needed only by one that is gone by then.
     */
    static List<Long> smallest(List<Long> choices, Predicate<List<Long>> fails) {
        List<Long> smallest = choices;
        for (int length = Math.max(1, choices.size() / 2); length >= 1; length /= 2) {
            smallest = withoutRuns(length, smallest, fails);
        }
        int before;
        do {
            before = smallest.size();
            smallest = withoutPairs(withoutRuns(1, smallest, fails), fails);
        } while (smallest.size() < before);
        return smallest;
    }

    private static List<Long> withoutPairs(List<Long> choices, Predicate<List<Long>> fails) {
        if (choices.size() > PAIRS_UP_TO) {
            return choices;
        }
        for (int later = choices.size() - 1; later > 0; later--) {
            for (int earlier = later - 1; earlier >= 0; earlier--) {
                List<Long> fewer = new ArrayList<>(choices);
                fewer.remove(later);
                fewer.remove(earlier);
                if (fails.test(fewer)) {
                    return fewer;
                }
            }
        }
        return choices;
    }

    private static List<Long> withoutRuns(int length, List<Long> choices, Predicate<List<Long>> fails) {
        List<Long> smallest = choices;
        // From the end, since nothing that is left depends on what comes last.
        for (int end = smallest.size(); end > 0; end -= length) {
            List<Long> fewer = new ArrayList<>(smallest);
            fewer.subList(Math.max(0, end - length), end).clear();
            if (fails.test(fewer)) {
                smallest = fewer;
            }
        }
        return smallest;
    }
}

package io.crdt.internal;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** A sequence of puts and removes, which can happen to a {@link PersistentMap} and to a model of it. */
record MapHistory(List<Step> steps) {
    /** One put, or one remove if the value is 0. */
    record Step(HashedKey key, int value) {}

    static Arbitrary<MapHistory> arbitrary() {
        return Combinators.combine(HashedKey.arbitrary(), Arbitraries.integers().between(0, 5))
                .as(Step::new)
                .list()
                .ofMaxSize(150)
                .map(MapHistory::new);
    }

    PersistentMap<HashedKey, Integer> appliedTo(PersistentMap<HashedKey, Integer> map) {
        PersistentMap<HashedKey, Integer> result = map;
        for (Step step : steps) {
            result = step.value == 0 ? result.remove(step.key) : result.put(step.key, step.value);
        }
        return result;
    }

    void happenTo(Map<HashedKey, Integer> model) {
        for (Step step : steps) {
            if (step.value == 0) {
                model.remove(step.key);
            } else {
                model.put(step.key, step.value);
            }
        }
    }
}

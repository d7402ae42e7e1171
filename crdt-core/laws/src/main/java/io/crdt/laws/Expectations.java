package io.crdt.laws;

import io.crdt.causal.Coverage;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What an oracle said of the parts of one history that were asked for last. What it expects follows from what is visible
 * alone, and replicas that come to see the same, one after the other, are many; so it is asked once for each part.
 *
 * @param <M> the type of the operations
 */
final class Expectations<M> {

    private static final int REMEMBERED = 64;

    private final Map<BitSet, Object> byVisible = new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<BitSet, Object> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Returns what is expected of the events that somebody has seen; the list may grow between calls, but not change. */
    Object of(List<HistoryEvent<M>> events, Coverage seen, Function<History<M>, Object> oracle) {
        BitSet visible = new BitSet(events.size());
        for (int i = 0; i < events.size(); i++) {
            if (seen.covers(events.get(i).id())) {
                visible.set(i);
            }
        }
        Object known = byVisible.get(visible);
        if (known != null) {
            return known;
        }
        Object expected = oracle.apply(
                new History<>(visible.stream().mapToObj(events::get).toList()));
        byVisible.put(visible, expected);
        return expected;
    }
}

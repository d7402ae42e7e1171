package io.crdt.internal;

import java.util.ArrayList;
import java.util.List;

/** The drafts of one recursive descent, one for each level. */
final class MapNodeDrafts<K, V> {
    private final List<MapNodeDraft<K, V>> drafts = new ArrayList<>();

    MapNodeDraft<K, V> cleared(int shift) {
        int level = shift / MapNode.BITS_PER_LEVEL;
        while (drafts.size() <= level) {
            drafts.add(new MapNodeDraft<>());
        }
        MapNodeDraft<K, V> draft = drafts.get(level);
        draft.clear();
        return draft;
    }
}

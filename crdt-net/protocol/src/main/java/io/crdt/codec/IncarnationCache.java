package io.crdt.codec;

import io.crdt.causal.Incarnation;
import org.jspecify.annotations.Nullable;

/**
 * The incarnations met lately, so that those which come in with every message are the same objects: a set that was filled
 * by a thousand messages is as small as one that was filled here.
 *
 * <p>Threads may race for a slot. The loser's incarnation is only an equal object more.
 */
final class IncarnationCache {

    private static final int SLOTS = 1 << 12;

    private final @Nullable Incarnation[] slots = new Incarnation[SLOTS];

    /** Returns an equal incarnation, if possible one that was returned before. */
    Incarnation shared(Incarnation incarnation) {
        int slot = incarnation.hashCode() & SLOTS - 1;
        Incarnation known = slots[slot];
        if (incarnation.equals(known)) {
            return known;
        }
        slots[slot] = incarnation;
        return incarnation;
    }
}

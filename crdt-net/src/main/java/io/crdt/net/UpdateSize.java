package io.crdt.net;

import io.crdt.causal.Delta;
import io.crdt.causal.Entry;
import io.crdt.causal.Path;
import io.crdt.net.codec.Codec;
import io.crdt.type.Stamped;

/**
 * About how much memory an update holds until it is saved: what it wrote, its future, and the value of its object at that
 * moment, which shares with others what they have in common. It has to be cheap, since every update is weighed.
 */
final class UpdateSize {

    private static final int BYTES_OF_UPDATE = 512;
    private static final int BYTES_OF_ENTRY = 128;

    private UpdateSize() {}

    static long of(Delta<?> delta, Codec codec) {
        if (delta.isNone()) {
            return 0;
        }
        long bytes = BYTES_OF_UPDATE + (long) delta.removed().size() * BYTES_OF_ENTRY;
        for (Entry entry : delta.added()) {
            bytes += BYTES_OF_ENTRY + of(entry.payload(), codec);
            for (Path path = entry.path(); path instanceof Path.Step step; path = step.rest()) {
                bytes += of(step.key(), codec);
            }
        }
        return bytes;
    }

    private static long of(Object value, Codec codec) {
        if (value instanceof String text) {
            return (long) Character.BYTES * text.length();
        }
        if (value instanceof Stamped<?> stamped) {
            return of(stamped.value(), codec);
        }
        return value instanceof Number || value instanceof Enum<?> ? Long.BYTES : codec.encode(value).length;
    }
}

package io.crdt.replica;

import io.crdt.causal.Dot;
import io.crdt.internal.PersistentLongMap;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Operations in the order in which they arrived: an immutable queue whose versions share what they have in common.
 *
 * <p>Nearly every update appends one, and few are ever taken out. So the newest stand in a list that costs an object each,
 * and go into a map of arrays once there is an array full of them: an append costs 40 bytes on average, not the path of a map.
 */
final class Arrivals implements Iterable<Dot> {

    static final Arrivals NONE = new Arrivals(PersistentLongMap.empty(), null, 0, 0);

    private static final int CHUNK = 32;

    /** Full arrays, by number: an operation is in that of its own number divided by their length. */
    private final PersistentLongMap<Dot[]> chunks;

    /** Those after the last full array, newest first. */
    private final @Nullable Newest newest;

    /** The number of the oldest that is left. There may be older ones in its array. */
    private final long first;

    private final long end;

    private record Newest(Dot operation, @Nullable Newest before) {}

    private Arrivals(PersistentLongMap<Dot[]> chunks, @Nullable Newest newest, long first, long end) {
        this.chunks = chunks;
        this.newest = newest;
        this.first = first;
        this.end = end;
    }

    /** Returns the queue with an operation at its end, in amortized time O(1). */
    Arrivals with(Dot operation) {
        Newest appended = new Newest(operation, newest);
        return (end + 1) % CHUNK == 0
                ? new Arrivals(chunks.put(end / CHUNK, inOrder(appended, CHUNK)), null, first, end + 1)
                : new Arrivals(chunks, appended, first, end + 1);
    }

    /** Returns the queue without a number of its oldest operations. */
    Arrivals without(long count) {
        long left = first + count;
        return new Arrivals(chunks.removeUpTo(left / CHUNK - 1), newest, left, end);
    }

    /** Returns the operations, oldest first. */
    @Override
    public Iterator<Dot> iterator() {
        return new Iterator<>() {
            private long next = first;
            private Dot @Nullable [] chunk;

            @Override
            public boolean hasNext() {
                return next < end;
            }

            @Override
            public Dot next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                Dot[] present = chunk;
                if (present == null || next % CHUNK == 0) {
                    present = chunkAt(next / CHUNK);
                    chunk = present;
                }
                return present[(int) (next++ % CHUNK)];
            }
        };
    }

    private Dot[] chunkAt(long number) {
        Dot[] full = chunks.get(number);
        return full != null ? full : inOrder(newest, (int) (end % CHUNK));
    }

    private static Dot[] inOrder(@Nullable Newest newest, int size) {
        Dot[] operations = new Dot[size];
        for (Newest each = newest; each != null; each = each.before()) {
            operations[--size] = each.operation();
        }
        return operations;
    }
}

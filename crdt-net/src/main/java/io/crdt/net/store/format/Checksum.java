package io.crdt.net.store.format;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What tells a row that was written from one that was damaged, and a set of rows from one that has lost or gained some.
 *
 * <p>Each row carries the CRC-32C of its own content. That says nothing of rows that are gone, so of each set of rows the
 * database knows the sum of a 64-bit hash over their keys, which changes with every row that comes or goes.
 *
 * <h2>Why checksums leave out what a column began with</h2>
 *
 * A column that came later has a value at which it means what its absence meant: space 0, no features, one dot. A checksum
 * covers such a column only if it has another value; then all these columns of the row stand before the others. So rewriting
 * an older format copies checksums and computes none: the row is still held against what its first writer knew of it, and
 * damage that was there before is found after, instead of being sealed with a fresh checksum. It also needs no code that
 * knows how rows were checked in the past. Nothing is lost by that: a row whose space is damaged is one that its own space
 * lacks, which the census tells; and features or dots that are damaged are then covered by a checksum that does not fit.
 */
public final class Checksum {

    private static final byte[] NO_BYTES = {};

    private Checksum() {}

    /** Returns the checksum of the row of a live entry: the numbers of its dot and its object, and {@link EntryBytes}. */
    public static long ofEntry(long origin, long seq, long object, byte[] content) {
        return ofRow(content, origin, seq, object);
    }

    /** Returns the checksum of a row that is a key alone, as that of a removal or of an incarnation. */
    public static long ofKeyRow(long... key) {
        return ofRow(NO_BYTES, key);
    }

    /** Returns the checksum of the row of an object; name and type are encoded. */
    public static long ofObject(long id, byte[] name, byte[] type, String shape) {
        return ofRow(name, ofRow(type, id, shape.hashCode()));
    }

    /** Returns the checksum of the header row; space and features stand before the rest if the latter are not 0. */
    public static long ofHead(long features, byte[] cluster, long... numbers) {
        if (features == 0) {
            return ofRow(cluster, numbers);
        }
        long[] all = new long[numbers.length + 2];
        all[1] = features;
        System.arraycopy(numbers, 0, all, 2, numbers.length);
        return ofRow(cluster, all);
    }

    private static long ofRow(byte[] bytes, long... numbers) {
        ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES * numbers.length);
        buffer.asLongBuffer().put(numbers);
        CRC32C crc = new CRC32C();
        crc.update(buffer);
        crc.update(bytes);
        return crc.getValue();
    }

    /** Returns the hash of a key, as it goes into the sum over a set of rows. */
    public static long ofKey(long... numbers) {
        long hash = numbers.length;
        for (long number : numbers) {
            hash = mix(hash + 0x9e3779b97f4a7c15L + number);
        }
        return hash;
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood, 2014). */
    private static long mix(long bits) {
        long mixed = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }
}

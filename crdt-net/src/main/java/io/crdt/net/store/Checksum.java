package io.crdt.net.store;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What tells a row that was written from one that was damaged, and a set of rows from one that has lost or gained some.
 *
 * <p>Each row carries the CRC-32C of its own content. That says nothing of rows that are gone, so of each set of rows the
 * database knows the sum of a 64-bit hash over their keys, which changes with every row that comes or goes.
 */
final class Checksum {

    private Checksum() {}

    /** Returns the checksum of a row. */
    static long ofRow(byte[] bytes, long... numbers) {
        ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES * numbers.length);
        buffer.asLongBuffer().put(numbers);
        CRC32C crc = new CRC32C();
        crc.update(buffer);
        crc.update(bytes);
        return crc.getValue();
    }

    /** Returns the hash of a key, as it goes into the sum over a set of rows. */
    static long ofKey(long... numbers) {
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

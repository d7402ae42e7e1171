package io.crdt.codec;

import java.lang.management.ManagementFactory;

/** What this thread has allocated since the meter was made. */
final class MemoryMeter {

    private final long start = total();

    long allocated() {
        return total() - start;
    }

    private static long total() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}

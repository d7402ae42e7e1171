package io.crdt.demo;

import java.util.Locale;

/** Numbers for people, always written the same way. */
final class Numbers {

    private static final int KILO = 1_000;
    private static final int MEGA = 1_000_000;

    private Numbers() {}

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String bytes(long bytes) {
        if (bytes < KILO) {
            return bytes + " B";
        }
        return bytes < MEGA
                ? String.format(Locale.ROOT, "%.1f kB", (double) bytes / KILO)
                : String.format(Locale.ROOT, "%,.1f MB", (double) bytes / MEGA);
    }

    static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }

    /** Returns milliseconds with two decimals. */
    static double millis(long nanos) {
        return Math.round(nanos / 1e4) / 1e2;
    }
}

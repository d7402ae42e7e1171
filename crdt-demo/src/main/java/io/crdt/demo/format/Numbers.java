package io.crdt.demo.format;

import java.util.Locale;

/** Numbers for people, always written the same way. */
public final class Numbers {

    private static final int KILO = 1_000;
    private static final int MEGA = 1_000_000;

    private Numbers() {}

    /** Returns a count with a comma between thousands. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Returns bytes, kilobytes or megabytes. */
    public static String bytes(long bytes) {
        if (bytes < KILO) {
            return bytes + " B";
        }
        return bytes < MEGA
                ? String.format(Locale.ROOT, "%.1f kB", (double) bytes / KILO)
                : String.format(Locale.ROOT, "%,.1f MB", (double) bytes / MEGA);
    }

    /** Returns seconds with one decimal. */
    public static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }

    /** Returns milliseconds with two decimals. */
    public static double millis(long nanos) {
        return Math.round(nanos / 1e4) / 1e2;
    }
}

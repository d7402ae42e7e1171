package io.crdt.net.options;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When an update counts as durable, and is told to others: a peer never hears of what its origin could still lose, unless
 * it is {@link #NONE}.
 *
 * <p>Writes that come while the disk is busy are gathered and written together, whatever the durability is.
 *
 * @param kind what it takes
 * @param windowMillis for how long updates are gathered before they are written
 */
public record Durability(Kind kind, long windowMillis) {

    /** What it takes for an update to count as durable. */
    public enum Kind {
        /** The disk has it: it survives a loss of power. */
        SYNC,

        /** The disk has it, which is asked of it once in a window of time: fewer, larger writes. */
        GROUP,

        /** Nothing: it counts at once, and is written soon afterwards. */
        NONE
    }

    /** An update is durable when the disk has it, and is written at once. */
    public static final Durability SYNC = new Durability(Kind.SYNC, 0);

    /**
     * An update counts as durable at once. It is written within some 100 ms, not forced to the disk. A crash of the process
     * loses what was not written, a loss of power some more; what peers had been told comes back from them.
     */
    public static final Durability NONE = new Durability(Kind.NONE, 100);

    private static final long MAX_WINDOW_MILLIS = 60_000;
    private static final Pattern GROUP_TEXT = Pattern.compile("GROUP\\((\\d{1,6})\\)");

    public Durability {
        boolean valid = kind == Kind.GROUP
                ? windowMillis >= 1 && windowMillis <= MAX_WINDOW_MILLIS
                : windowMillis == (kind == Kind.SYNC ? 0 : 100);
        if (!valid) {
            throw new IllegalArgumentException("the window of GROUP must be 1 to " + MAX_WINDOW_MILLIS
                    + " ms, and that of others is fixed, but here it is " + windowMillis + " ms of " + kind);
        }
    }

    /**
     * An update is durable when the disk has it, and is written within the given number of milliseconds. A crash or a loss
     * of power loses at most the updates of that window, none of which had been called durable or told to anyone.
     *
     * @throws IllegalArgumentException if the window is not from 1 to 60,000 ms
     */
    public static Durability group(long windowMillis) {
        return new Durability(Kind.GROUP, windowMillis);
    }

    /**
     * Reads what {@link #toString} has written: {@code SYNC}, {@code NONE}, or {@code GROUP(20)}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static Durability parse(String text) {
        Matcher group = GROUP_TEXT.matcher(text);
        if (group.matches()) {
            return group(Long.parseLong(group.group(1)));
        }
        return switch (text) {
            case "SYNC" -> SYNC;
            case "NONE" -> NONE;
            default ->
                throw new IllegalArgumentException(
                        "durability must be SYNC, NONE or GROUP(milliseconds), but is \"" + text + "\"");
        };
    }

    public boolean isWaitedFor() {
        return kind != Kind.NONE;
    }

    @Override
    public String toString() {
        return kind == Kind.GROUP ? "GROUP(" + windowMillis + ")" : kind.name();
    }
}

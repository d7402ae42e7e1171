package io.crdt.demo.board;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Where a card stands: list and position are one value, so that concurrent moves cannot mix.
 *
 * <p>A position is a fraction, and there is always one between two others, so putting a card between two others changes
 * neither. It is drawn from the middle half, with twelve digits, so that two cards that are put into one gap at the same
 * time get different ones: between two equal positions there is none. Each halving of a gap makes it less than one digit
 * longer.
 *
 * @param list the list of a card; empty for the place of a list on the board
 * @param position where in it
 */
record Place(String list, BigDecimal position) {

    private static final BigDecimal ROOM = BigDecimal.valueOf(2);
    private static final MathContext DIGITS = new MathContext(12);
    private static final long QUARTER = 250_000_000_000L;

    /** More than anybody's cards in one gap need; to add up 1E999999999 would take all memory there is. */
    private static final int MOST_DIGITS = 10_000;

    /** Reads what {@link #toString} has written; whatever else a peer may have left there is a place, too, at position 0. */
    static Place parse(@Nullable Object written) {
        String text = written instanceof String place ? place : "";
        int space = text.indexOf(' ');
        return new Place(text.substring(space + 1), position(text.substring(0, Math.max(space, 0))));
    }

    private static BigDecimal position(String digits) {
        try {
            BigDecimal position = new BigDecimal(digits.length() <= MOST_DIGITS ? digits : "0");
            return Math.abs(position.scale()) <= MOST_DIGITS ? position : BigDecimal.ZERO;
        } catch (NumberFormatException e) {
            return BigDecimal.ZERO;
        }
    }

    /** Returns a position between two others, of which null says that there is none on that side. */
    static BigDecimal between(@Nullable BigDecimal low, @Nullable BigDecimal high, RandomGenerator random) {
        BigDecimal above = high != null ? high : low != null ? low.add(ROOM) : ROOM;
        BigDecimal gap = low != null ? above.subtract(low) : ROOM;
        BigDecimal part = BigDecimal.valueOf(QUARTER + random.nextLong(2 * QUARTER), DIGITS.getPrecision());
        return above.subtract(gap.multiply(part).round(DIGITS));
    }

    @Override
    public String toString() {
        return position + " " + list;
    }
}

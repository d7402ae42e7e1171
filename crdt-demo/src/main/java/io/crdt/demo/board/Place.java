package io.crdt.demo.board;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Where a card stands: list and position are one value, so that concurrent moves cannot mix.
 *
 * <p>A position is a fraction, and there is always one between two others, so putting a card between two others changes
 * neither. It is drawn from the middle half, so two cards that are put into one gap at the same time get different ones. Each
 * halving of a gap makes it less than one digit longer.
 *
 * @param list the list of a card; empty for the place of a list on the board
 * @param position where in it
 */
record Place(String list, BigDecimal position) {

    private static final BigDecimal ROOM = BigDecimal.valueOf(2);
    private static final MathContext DIGITS = new MathContext(4);
    private static final int QUARTER = 2_500;

    /** Reads what {@link #toString} has written. */
    static Place parse(String text) {
        int space = text.indexOf(' ');
        return new Place(text.substring(space + 1), new BigDecimal(text.substring(0, space)));
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

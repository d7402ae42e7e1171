package io.crdt.laws;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Bugs that other implementations have shipped and that this module has to notice; each has a mutant here. (A message that
 * counts as sent and is never acknowledged is none of them: it takes a network, and the simulator of crdt-sim notices it.)
 */
enum ShippedBug {
    CONTEXT_WITHOUT_ITS_DATA,
    REMOVAL_OF_ALL_ITS_MAKER_KNEW,
    HOLES_WORK_AS_DELETES,
    MARKER_WITHOUT_WHAT_IT_STANDS_FOR,
    FOLDING_COUNTS_TWICE,
    OLD_VALUES_COME_BACK,
    GREATER_OR_EQUAL_FOR_GREATER,
    RESET_LOSES_TO_INCREMENT,
    CLOCK_ALONE_DECIDES,
    EQUALITY_OVER_THE_VALUE,
    REMOVALS_ARE_IGNORED,
    DOTS_ARE_REUSED;

    /** Says of a mutant, or of a test that has one, which bug it is like. */
    @Target({ElementType.TYPE, ElementType.METHOD})
    @Retention(RetentionPolicy.RUNTIME)
    @interface Like {
        ShippedBug value();
    }
}

package io.crdt.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.crdt.type.Stamped;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

class PayloadTableTest {

    /** A kind that the library does not have. */
    static final class Durations extends PayloadKind<Duration> {
        Durations(int number) {
            super(Duration.class, number);
        }

        @Override
        public void write(Duration value, PayloadOutput out) {
            out.int8(numbers().get(0));
            out.signed(value.toNanos());
        }

        @Override
        public <E extends Exception> Duration read(int number, PayloadInput<E> in) throws E {
            return Duration.ofNanos(in.signed());
        }

        @Override
        public long hash(Duration value, ToLongFunction<Object> ofPart) {
            return PayloadHash.of(value.toNanos());
        }

        @Override
        public long time(Duration value) {
            return value.toNanos();
        }
    }

    @Test
    void aKindThatIsAddedIsHashedAndTimedEverywhere() {
        PayloadTable table = PayloadTable.BUILT_IN.with(new Durations(100));
        Duration one = Duration.ofNanos(1);
        Duration two = Duration.ofNanos(2);
        assertNotEquals(table.hash(one), table.hash(two));
        assertNotEquals(table.hash(List.of(one)), table.hash(List.of(two)), "as part of another value");
        assertNotEquals(table.hash(new Stamped<>(1, one)), table.hash(new Stamped<>(1, two)), "with a time");
        assertEquals(2, table.time(two));
        assertEquals(PayloadKind.NO_TIME, PayloadTable.BUILT_IN.time(two));
    }

    @Test
    void aKindWithANumberOrClassOfAnotherIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> PayloadTable.BUILT_IN.with(new Durations(3)));
        PayloadTable table = PayloadTable.BUILT_IN.with(new Durations(100));
        assertThrows(IllegalArgumentException.class, () -> table.with(new Durations(101)));
    }

    record Price(int cents, Color color) {}

    enum Color {
        RED,
        BLUE
    }

    record Loose(String text) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Loose that && text.equalsIgnoreCase(that.text);
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    /** Replicas without a codec hold values as they are, and would not notice a fork in them otherwise. */
    @Test
    void recordsHashByTheirComponentsUnlessEqualOnesMayDiffer() {
        PayloadTable table = PayloadTable.BUILT_IN;
        assertEquals(table.hash(new Price(1, Color.RED)), table.hash(new Price(1, Color.RED)));
        assertNotEquals(table.hash(new Price(1, Color.RED)), table.hash(new Price(2, Color.RED)));
        assertNotEquals(table.hash(new Price(1, Color.RED)), table.hash(new Price(1, Color.BLUE)));
        assertEquals(table.hash(new Loose("a")), table.hash(new Loose("A")));
    }
}

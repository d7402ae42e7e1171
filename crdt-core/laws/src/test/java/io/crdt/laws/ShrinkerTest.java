package io.crdt.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ShrinkerTest {

    private static final List<Long> CHOICES = LongStream.range(0, 40).boxed().toList();

    @Test
    void onlyWhatIsNeededIsLeft() {
        List<Long> smallest = Shrinker.smallest(CHOICES, choices -> choices.contains(3L) && choices.contains(31L));
        assertEquals(List.of(3L, 31L), smallest);
    }

    @Test
    void aStepThatOnlyAnotherOneNeededGoesToo() {
        List<Long> smallest = Shrinker.smallest(
                CHOICES, choices -> choices.contains(3L) && (choices.contains(31L) || !choices.contains(39L)));
        assertEquals(List.of(3L), smallest);
    }

    /** Two replicas that have done as much as each other: neither can do less alone. */
    @Test
    void whatBalancesIsLeftOutInPairs() {
        List<Long> oddThenEven = List.of(1L, 3L, 5L, 7L, 9L, 11L, 0L, 2L, 4L, 6L, 8L, 10L);
        List<Long> smallest = Shrinker.smallest(oddThenEven, choices -> {
            long odd = choices.stream().filter(choice -> choice % 2 == 1).count();
            return odd * 2 == choices.size() && choices.contains(3L);
        });
        assertEquals(2, smallest.size(), smallest::toString);
    }

    @Test
    void whatAlwaysFailsNeedsNothing() {
        assertEquals(List.of(), Shrinker.smallest(CHOICES, choices -> true));
    }
}

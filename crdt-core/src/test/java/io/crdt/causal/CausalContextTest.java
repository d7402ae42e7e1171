package io.crdt.causal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** A causal context is a set of dots, whatever order they came in. */
class CausalContextTest {

    @Provide
    Arbitrary<Set<Dot>> dots() {
        return Dots.arbitrary().set().ofMaxSize(12).withoutEdgeCases();
    }

    @Property(tries = 300)
    void itCoversTheDotsItWasGivenAndNoOther(@ForAll("dots") Set<Dot> dots) {
        CausalContext context = Dots.context(dots);
        for (Dot dot : Dots.ALL) {
            assertEquals(dots.contains(dot), context.covers(dot), dot::toString);
        }
    }

    @Property(tries = 300)
    void theOrderOfDotsLeavesNoTrace(@ForAll("dots") Set<Dot> dots, @ForAll long seed) {
        List<Dot> shuffled = new ArrayList<>(dots);
        Collections.shuffle(shuffled, new Random(seed));
        assertEquals(Dots.context(dots), Dots.context(shuffled));
        assertEquals(Dots.context(dots).hashCode(), Dots.context(shuffled).hashCode());
    }

    @Property(tries = 300)
    void takingInManyDotsAtOnceIsTakingInEach(@ForAll("dots") Set<Dot> before, @ForAll("dots") Set<Dot> dots) {
        CausalContext context = Dots.context(before);
        CausalContext oneByOne = context;
        for (Dot dot : dots) {
            oneByOne = oneByOne.with(dot);
        }
        CausalContext atOnce = context.withAll(dots);
        assertEquals(oneByOne, atOnce);
        assertEquals(oneByOne.hashCode(), atOnce.hashCode());
        assertEquals(before.containsAll(dots), atOnce == context, "it is the same if nothing is new");
    }

    /** One by one, each of them would copy all before it: more than a gigabyte. */
    @Test
    void dotsOfTenThousandNewOriginsDoNotCopyTheVectorForEach() {
        List<Dot> dots = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            dots.add(new Dot(Incarnation.random(random), 1));
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        CausalContext context = CausalContext.EMPTY.withAll(dots);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertEquals(10_000, context.vector().size());
        assertTrue(allocated < 30_000_000, () -> allocated + " bytes for 10,000 dots");
    }

    @Property(tries = 300)
    void joinIsUnion(@ForAll("dots") Set<Dot> left, @ForAll("dots") Set<Dot> right) {
        Set<Dot> union = new HashSet<>(left);
        union.addAll(right);
        assertEquals(Dots.context(union), Dots.context(left).join(Dots.context(right)));
        assertEquals(right.containsAll(left), Dots.context(left).leq(Dots.context(right)));
    }

    @Property(tries = 300)
    void theVectorIsThePrefixBeforeTheFirstGap(@ForAll("dots") Set<Dot> dots) {
        CausalContext context = Dots.context(dots);
        boolean gap = false;
        for (Dot dot : Dots.ALL) {
            gap = dot.seq() == 1 ? !dots.contains(dot) : gap || !dots.contains(dot);
            assertEquals(!gap, context.vector().covers(dot), dot::toString);
        }
        assertEquals(context.isContiguous(), context.equals(CausalContext.of(context.vector())));
        assertTrue(CausalContext.of(context.vector()).leq(context));
    }

    @Property
    void itCallsWithEveryDotItCovers(@ForAll("dots") Set<Dot> dots) {
        Set<Dot> found = new HashSet<>();
        Dots.context(dots).forEachDot(found::add);
        assertEquals(dots, found);
    }
}

package io.crdt.causal;

import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** A small world of dots, so that random ones meet. */
final class Dots {

    private static final int ORIGINS = 3;
    private static final long SEQS = 6;

    /** All there are, ascending within each origin. */
    static final List<Dot> ALL = IntStream.range(0, ORIGINS)
            .boxed()
            .flatMap(origin ->
                    LongStream.rangeClosed(1, SEQS).mapToObj(seq -> new Dot(new Incarnation(origin, 0), seq)))
            .toList();

    private Dots() {}

    static Arbitrary<Dot> arbitrary() {
        return Arbitraries.of(ALL);
    }

    static CausalContext context(Collection<Dot> dots) {
        CausalContext context = CausalContext.EMPTY;
        for (Dot dot : dots) {
            context = context.with(dot);
        }
        return context;
    }
}

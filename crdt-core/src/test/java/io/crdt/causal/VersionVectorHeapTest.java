package io.crdt.causal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an incarnation takes of the heap in a version vector: few of them, a million, and as many as take the most each. */
class VersionVectorHeapTest {

    private static final int ALL = 1_200_000;

    @ParameterizedTest
    @ValueSource(ints = {1_000, 1_000_000, 1_200_000})
    void anIncarnationTakesNoMoreThan32Bytes(int size) {
        VersionVector[] vectors = new VersionVector[ALL / size];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < vectors.length; i++) {
            Map<Incarnation, Long> seqs = new HashMap<>();
            for (int j = 0; j < size; j++) {
                seqs.put(Incarnation.random(random), 1L + j);
            }
            vectors[i] = VersionVector.EMPTY.withSeqs(seqs);
        }
        long with = used();
        for (int i = 0; i < vectors.length; i++) {
            assertEquals(size, vectors[i].size());
            vectors[i] = VersionVector.EMPTY;
        }
        double bytes = (double) (with - used()) / size / vectors.length;
        System.out.printf("of %,d incarnations each takes %.1f B in a version vector%n", size, bytes);
        assertTrue(bytes > 0 && bytes <= 32, () -> "each takes " + bytes + " B, more than 32");
        assertTrue(vectors[0].isEmpty());
    }

    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }
}

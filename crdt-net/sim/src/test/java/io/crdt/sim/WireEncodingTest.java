package io.crdt.sim;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Crdt;
import io.crdt.codec.Codec;
import io.crdt.laws.CrdtSpec;
import io.crdt.laws.Encoding;
import io.crdt.laws.Law;
import io.crdt.laws.Laws;
import io.crdt.laws.Mutator;
import io.crdt.laws.Oracle;
import io.crdt.laws.spec.GCounterSpec;
import io.crdt.laws.spec.LWWMapSpec;
import io.crdt.laws.spec.ORSetSpec;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WireEncodingTest {

    /** A type with the encoding of the wire. */
    record Sent<S extends Crdt<S, ?>>(CrdtSpec<S> spec) implements CrdtSpec<S> {
        @Override
        public S empty() {
            return spec.empty();
        }

        @Override
        public Mutator<S> randomOperation(RandomGenerator random) {
            return spec.randomOperation(random);
        }

        @Override
        public Optional<Oracle<S, Mutator<S>>> oracle() {
            return spec.oracle();
        }

        @Override
        public Optional<Encoding<S>> encoding() {
            return Optional.of(new WireEncoding<>(Codec.standard(), spec.empty()));
        }
    }

    static Stream<CrdtSpec<?>> types() {
        return Stream.of(new Sent<>(new GCounterSpec()), new Sent<>(new ORSetSpec()), new Sent<>(new LWWMapSpec()));
    }

    @ParameterizedTest
    @MethodSource("types")
    void objectsSurviveTheWire(CrdtSpec<?> type) {
        Laws.of(type).only(Law.BYTES_STAND_FOR_THE_STATE).check(0, 100);
    }

    @Test
    void bytesOfSomethingElseAreRefused() {
        Encoding<?> encoding = new Sent<>(new GCounterSpec()).encoding().orElseThrow();
        assertThrows(IllegalArgumentException.class, () -> encoding.decode(new byte[] {99}));
    }

    @ParameterizedTest
    @MethodSource("types")
    void aTypeIsSimulatedInOneLine(CrdtSpec<?> type) {
        for (long seed = 0; seed < 10; seed++) {
            assertTrue(run(type, seed).operations() > 0);
        }
    }

    private static <S extends Crdt<S, ?>> SimulationResult run(CrdtSpec<S> type, long seed) {
        return Simulation.of(type, seed).run();
    }
}

package io.crdt.causal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.internal.Hash64;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hashes that leave the process are the same for ever; those that do not at least tell most things apart. */
class HashingTest {

    @Test
    void mixingIsTheSameForEver() {
        assertEquals(0x5692161d100b05e5L, Hash64.mix(1));
        assertEquals(0xdbd238973a2b148aL, Hash64.mix(2));
        assertEquals(0xb4d055fcf2cbbd7bL, Hash64.mix(-1));
    }

    @Test
    void theDigestOfAVectorIsTheSameForEver() {
        VersionVector vector =
                VersionVector.EMPTY.advancedTo(new Incarnation(1, 2), 3).advancedTo(new Incarnation(4, 5), 6);
        assertEquals(0xf9b36e7e06cda774L, vector.digest());
    }

    static Stream<Function<Dot, ?>> things() {
        DotFun<String> none = DotFun.empty();
        Dot other = new Dot(new Incarnation(77, 77), 77);
        return Stream.of(
                dot -> dot,
                Dot::origin,
                dot -> VersionVector.EMPTY.advancedTo(dot),
                dot -> CausalContext.EMPTY.with(dot),
                dot -> DotSet.empty().with(Path.end(), dot, Unit.UNIT).with(Path.end(), other, Unit.UNIT),
                dot -> none.with(dot, "a", DotSet.empty()),
                dot -> none.with(dot, "a", DotSet.empty()).with(other, "b", DotSet.empty()),
                dot -> DotMap.<String, DotSet>empty(DotSet.empty()).with(Path.of("key"), dot, Unit.UNIT),
                dot -> Delta.<DotStoreTest.Plain>write(Path.of("x"), dot, Unit.UNIT, DotSet.empty())
                        .applyTo(Causal.bottom(new DotStoreTest.Plain(DotMap.empty(DotSet.empty())))));
    }

    @ParameterizedTest
    @MethodSource("things")
    void differentThingsMostlyHaveDifferentHashCodes(Function<Dot, ?> thing) {
        List<?> things = Dots.ALL.stream().map(thing).distinct().toList();
        long hashes = things.stream().map(Object::hashCode).distinct().count();
        assertTrue(things.size() > 1 && hashes > things.size() / 3, () -> hashes + " hash codes of " + things.size());
    }
}

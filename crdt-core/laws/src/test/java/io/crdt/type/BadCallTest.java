package io.crdt.type;

import static io.crdt.type.Kind.BOUNDED_COUNTER;
import static io.crdt.type.Kind.COUNTER_MAP;
import static io.crdt.type.Kind.G_COUNTER;
import static io.crdt.type.Kind.G_SET;
import static io.crdt.type.Kind.LATTICE_REGISTER;
import static io.crdt.type.Kind.LWW_MAP;
import static io.crdt.type.Kind.LWW_REGISTER;
import static io.crdt.type.Kind.LWW_SET;
import static io.crdt.type.Kind.MAX_REGISTER;
import static io.crdt.type.Kind.MIN_REGISTER;
import static io.crdt.type.Kind.MV_MAP;
import static io.crdt.type.Kind.MV_REGISTER;
import static io.crdt.type.Kind.OR_MAP;
import static io.crdt.type.Kind.OR_MULTI_MAP;
import static io.crdt.type.Kind.OR_SET;
import static io.crdt.type.Kind.PN_COUNTER;
import static io.crdt.type.Kind.RW_SET;
import static io.crdt.type.Kind.TWO_P_SET;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What mutators refuse: each says which value and which rule, and nothing has changed. */
class BadCallTest {

    private static final List<String> WITH_NULL = Arrays.asList("a", null, "b");

    static Stream<Arguments> badCalls() {
        return Stream.of(badCallsOfSets(), badCallsOfMaps(), badCallsOfRegisters(), badCallsOfCounters())
                .flatMap(each -> each);
    }

    private static Stream<Arguments> badCallsOfSets() {
        Stream<Arguments> removing = Stream.of(
                        badCallsOfSet(TWO_P_SET), badCallsOfSet(OR_SET), badCallsOfSet(RW_SET), badCallsOfSet(LWW_SET))
                .flatMap(each -> each);
        return Stream.concat(
                removing,
                Stream.of(
                        refusingNull(G_SET, "add(null)", (set, me) -> set.add(me, null)),
                        refusingNull(G_SET, "addAll(with null)", (set, me) -> set.addAll(me, WITH_NULL))));
    }

    private static <S extends CrdtSet<String, ?, S>> Stream<Arguments> badCallsOfSet(Kind<S> set) {
        return Stream.of(
                refusingNull(set, "add(null)", (value, me) -> value.add(me, null)),
                refusingNull(set, "addAll(with null)", (value, me) -> value.addAll(me, WITH_NULL)),
                refusingNull(set, "remove(null)", (value, me) -> value.remove(me, null)));
    }

    private static Stream<Arguments> badCallsOfMaps() {
        return Stream.of(
                refusingNull(LWW_MAP, "put(null, 1)", (map, me) -> map.put(me, null, 1)),
                refusingNull(LWW_MAP, "put(k, null)", (map, me) -> map.put(me, "k", null)),
                refusingNull(LWW_MAP, "remove(null)", (map, me) -> map.remove(me, null)),
                refusingNull(MV_MAP, "put(null, 1)", (map, me) -> map.put(me, null, 1)),
                refusingNull(MV_MAP, "put(k, null)", (map, me) -> map.put(me, "k", null)),
                refusingNull(MV_MAP, "remove(null)", (map, me) -> map.remove(me, null)),
                refusingNull(OR_MULTI_MAP, "put(null, v)", (map, me) -> map.put(me, null, "v")),
                refusingNull(OR_MULTI_MAP, "put(k, null)", (map, me) -> map.put(me, "k", null)),
                refusingNull(OR_MULTI_MAP, "putAll(k, with null)", (map, me) -> map.putAll(me, "k", WITH_NULL)),
                refusingNull(OR_MULTI_MAP, "putAll(null, none)", (map, me) -> map.putAll(me, null, List.of())),
                refusingNull(OR_MULTI_MAP, "remove(null, v)", (map, me) -> map.remove(me, null, "v")),
                refusingNull(OR_MULTI_MAP, "remove(k, null)", (map, me) -> map.remove(me, "k", null)),
                refusingNull(OR_MULTI_MAP, "removeAll(null)", (map, me) -> map.removeAll(me, null)),
                refusingNull(OR_MAP, "update(null, …)", (map, me) -> map.update(me, null, OR_SET.writing(1))),
                refusingNull(
                        OR_MAP, "update(k, add(null))", (map, me) -> map.update(me, "k", (set, i) -> set.add(i, null))),
                refusingNull(OR_MAP, "remove(null)", (map, me) -> map.remove(me, null)),
                refusingNull(COUNTER_MAP, "increment(null)", (map, me) -> map.increment(me, null)),
                refusingNull(COUNTER_MAP, "remove(null)", (map, me) -> map.remove(me, null)));
    }

    private static Stream<Arguments> badCallsOfRegisters() {
        return Stream.of(
                refusingNull(LWW_REGISTER, "set(null)", (register, me) -> register.set(me, null)),
                refusingNull(MV_REGISTER, "set(null)", (register, me) -> register.set(me, null)),
                refusingNull(MAX_REGISTER, "offer(null)", (register, me) -> register.offer(me, null)),
                refusingNull(MIN_REGISTER, "offer(null)", (register, me) -> register.offer(me, null)),
                refusingNull(LATTICE_REGISTER, "join(null)", (register, me) -> register.join(me, null)));
    }

    private static Stream<Arguments> badCallsOfCounters() {
        return Stream.of(
                refusingNegative(G_COUNTER, "increment(-7)", (counter, me) -> counter.increment(me, -7)),
                refusingOverflow(G_COUNTER, "increment(max)", (counter, me) -> counter.increment(me, Long.MAX_VALUE)),
                refusingNegative(PN_COUNTER, "increment(-7)", (counter, me) -> counter.increment(me, -7)),
                refusingNegative(PN_COUNTER, "decrement(-7)", (counter, me) -> counter.decrement(me, -7)),
                refusingOverflow(PN_COUNTER, "decrement(max), decrement(max)", (counter, me) -> {
                    var first = counter.decrement(me, Long.MAX_VALUE);
                    return first.join(counter.after(first).decrement(me, Long.MAX_VALUE));
                }),
                refusingNegative(BOUNDED_COUNTER, "increment(-7)", (counter, me) -> counter.increment(me, -7)),
                refusingNegative(BOUNDED_COUNTER, "decrement(-7)", (counter, me) -> counter.decrement(me, -7)),
                refusingOverflow(
                        BOUNDED_COUNTER, "increment(max)", (counter, me) -> counter.increment(me, Long.MAX_VALUE)),
                refusing(
                        BOUNDED_COUNTER,
                        "decrement(2)",
                        (counter, me) -> counter.decrement(me, 2),
                        IllegalStateException.class,
                        "cannot decrement by 2"),
                refusingOverflow(
                        COUNTER_MAP, "increment(k, max)", (map, me) -> map.increment(me, "k", Long.MAX_VALUE)));
    }

    private static <S extends Crdt<S, ?>> Arguments refusing(
            Kind<S> kind,
            String call,
            BiFunction<S, ReplicaContext, Delta<S>> bad,
            Class<? extends RuntimeException> type,
            String message) {
        return arguments(kind, call, bad, type, message);
    }

    private static <S extends Crdt<S, ?>> Arguments refusingNull(
            Kind<S> kind, String call, BiFunction<S, ReplicaContext, Delta<S>> bad) {
        return refusing(kind, call, bad, NullPointerException.class, "must not be null");
    }

    private static <S extends Crdt<S, ?>> Arguments refusingNegative(
            Kind<S> kind, String call, BiFunction<S, ReplicaContext, Delta<S>> bad) {
        return refusing(kind, call, bad, IllegalArgumentException.class, "-7");
    }

    private static <S extends Crdt<S, ?>> Arguments refusingOverflow(
            Kind<S> kind, String call, BiFunction<S, ReplicaContext, Delta<S>> bad) {
        return refusing(kind, call, bad, ArithmeticException.class, "");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("badCalls")
    <S extends Crdt<S, ?>> void aBadCallIsRefused(
            Kind<S> kind,
            String call,
            BiFunction<S, ReplicaContext, Delta<S>> bad,
            Class<? extends RuntimeException> type,
            String message) {
        Meeting<S> meeting = kind.met();

        RuntimeException refusal = meeting.refused(type, bad);
        meeting.refused(type, (value, me) -> kind.writing(2).apply(value, me).join(bad.apply(value, me)));

        assertTrue(refusal.getMessage().contains(message), call + ": " + refusal.getMessage());
        meeting.here(kind.writing(2)).meet();
    }

    @ParameterizedTest
    @MethodSource("sets")
    void nullIsNoQuestion(ReadableSet<String> set) {
        assertThrows(NullPointerException.class, () -> set.contains(null));
        assertThrows(NullPointerException.class, () -> set.containsAll(WITH_NULL.subList(1, 2)));
        assertThrows(NullPointerException.class, () -> set.elements().contains(null));
    }

    static Stream<ReadableSet<String>> sets() {
        return Stream.of(GSet.empty(), TwoPSet.empty(), ORSet.empty(), RWSet.empty(), LWWSet.empty());
    }
}

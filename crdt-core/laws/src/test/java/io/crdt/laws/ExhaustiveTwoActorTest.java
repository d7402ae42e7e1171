package io.crdt.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Causal;
import io.crdt.causal.CausalContext;
import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.causal.ReplicaContext;
import io.crdt.clock.Timestamp;
import io.crdt.laws.spec.DWFlagSpec;
import io.crdt.laws.spec.EWFlagSpec;
import io.crdt.laws.spec.GSetSpec;
import io.crdt.laws.spec.LWWMapSpec;
import io.crdt.laws.spec.LWWRegisterSpec;
import io.crdt.laws.spec.LWWSetSpec;
import io.crdt.laws.spec.MVMapSpec;
import io.crdt.laws.spec.MVRegisterSpec;
import io.crdt.laws.spec.MapSpec;
import io.crdt.laws.spec.MaxRegisterSpec;
import io.crdt.laws.spec.MinRegisterSpec;
import io.crdt.laws.spec.ORMapSpec;
import io.crdt.laws.spec.ORMultiMapSpec;
import io.crdt.laws.spec.ORSetSpec;
import io.crdt.laws.spec.OfferSpec;
import io.crdt.laws.spec.RWSetSpec;
import io.crdt.laws.spec.SetSpec;
import io.crdt.laws.spec.TwoPSetSpec;
import io.crdt.type.CrdtSet;
import io.crdt.type.LWWMap;
import io.crdt.type.ORMap;
import io.crdt.type.ReadableMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two replicas, one or two elements, and all executions of a few steps: operations, and joins in either direction. After
 * each step the value is what its history demands, the join is what the deltas make in any order, and at the end of each
 * execution both are equal. Nothing is left to chance; the bug of a well-known optimized set, an element that stays although
 * it was removed, took two actors and a handful of steps.
 */
class ExhaustiveTwoActorTest {

    private static final long START_MILLIS = 1_700_000_000_000L;

    /**
     * What to go through.
     *
     * @param operations what either replica can do in a step
     * @param steps how many steps an execution has
     * @param skews by how much the second replica's clock is ahead, one after the other
     */
    record Space<S extends Crdt<S, ?>>(CrdtSpec<S> spec, List<Mutator<S>> operations, int steps, List<Long> skews) {

        static <S extends Crdt<S, ?>> Space<S> of(CrdtSpec<S> spec, int steps, List<Mutator<S>> operations) {
            return new Space<>(spec, operations, steps, List.of(0L));
        }

        Space<S> withSkews() {
            return new Space<>(spec, operations, steps, List.of(-1_000L, 0L, 1_000L));
        }

        @Override
        public String toString() {
            return spec.name() + " " + operations;
        }
    }

    static Stream<Space<?>> spaces() {
        return Stream.of(sets(), maps(), registersAndFlags()).flatMap(each -> each);
    }

    private static Stream<Space<?>> sets() {
        return Stream.of(
                oneElement(new ORSetSpec()),
                twoElements(new ORSetSpec()),
                oneElement(new TwoPSetSpec()),
                twoElements(new TwoPSetSpec()),
                oneElement(new RWSetSpec()),
                twoElements(new RWSetSpec()),
                oneElement(new LWWSetSpec()).withSkews(),
                twoElements(new LWWSetSpec()),
                Space.of(
                        new GSetSpec(),
                        6,
                        List.of(new GSetSpec.Add(List.of("x")), new GSetSpec.Add(List.of("x", "y")))));
    }

    private static <S extends CrdtSet<String, ?, S>> Space<S> oneElement(CrdtSpec<S> spec) {
        return Space.of(spec, 6, List.of(new SetSpec.Add<>("x"), new SetSpec.Remove<>("x")));
    }

    private static <S extends CrdtSet<String, ?, S>> Space<S> twoElements(CrdtSpec<S> spec) {
        return Space.of(
                spec,
                5,
                List.of(
                        new SetSpec.Add<>("x"),
                        new SetSpec.AddAll<>(List.of("x", "y")),
                        new SetSpec.Remove<>("x"),
                        new SetSpec.Clear<>()));
    }

    private static Stream<Space<?>> maps() {
        ORMultiMapSpec multi = new ORMultiMapSpec();
        return Stream.of(
                oneKey(new LWWMapSpec()).withSkews(),
                twoKeys(new LWWMapSpec()),
                oneKey(new MVMapSpec()),
                twoKeys(new MVMapSpec()),
                Space.of(
                        multi,
                        5,
                        List.of(
                                new ORMultiMapSpec.Put("k", 1),
                                new ORMultiMapSpec.Put("k", 2),
                                new ORMultiMapSpec.Remove("k", 1),
                                new ORMultiMapSpec.RemoveAll("k"))),
                mapOf(new ORSetSpec(), new SetSpec.Add<>("x"), new SetSpec.Remove<>("x")),
                mapOf(new RWSetSpec(), new SetSpec.Add<>("x"), new SetSpec.Remove<>("x")),
                mapOf(new DWFlagSpec(), new DWFlagSpec.Enable(), new DWFlagSpec.Disable()),
                mapOf(
                        new LWWMapSpec(),
                        new MapSpec.Put<>(new LWWMapSpec(), "l", 1),
                        new MapSpec.Remove<LWWMap<String, Integer>>(new LWWMapSpec(), "l")));
    }

    private static <S extends Crdt<S, ?> & ReadableMap<String, T>, T> Space<S> oneKey(MapSpec<S, T> spec) {
        return Space.of(
                spec,
                5,
                List.of(
                        new MapSpec.Put<>(spec, "k", 1),
                        new MapSpec.Put<>(spec, "k", 2),
                        new MapSpec.Remove<>(spec, "k")));
    }

    private static <S extends Crdt<S, ?> & ReadableMap<String, T>, T> Space<S> twoKeys(MapSpec<S, T> spec) {
        return Space.of(
                spec,
                5,
                List.of(
                        new MapSpec.Put<>(spec, "k", 1),
                        new MapSpec.Put<>(spec, "l", 2),
                        new MapSpec.Remove<>(spec, "k"),
                        new MapSpec.Clear<>(spec)));
    }

    @SafeVarargs
    private static <V extends Crdt<V, ?>> Space<?> mapOf(CrdtSpec<V> values, Mutator<V>... operations) {
        List<Mutator<ORMap<String, V>>> all = new ArrayList<>();
        for (Mutator<V> operation : operations) {
            all.add(new ORMapSpec.Update<>("k", operation));
        }
        all.add(new ORMapSpec.Remove<>("k"));
        return Space.of(new ORMapSpec<>(values), 5, all);
    }

    private static Stream<Space<?>> registersAndFlags() {
        return Stream.of(
                Space.of(
                                new LWWRegisterSpec(),
                                5,
                                List.of(
                                        new LWWRegisterSpec.Assign(1),
                                        new LWWRegisterSpec.Assign(2),
                                        new LWWRegisterSpec.Clear()))
                        .withSkews(),
                Space.of(
                        new MVRegisterSpec(),
                        5,
                        List.of(
                                new MVRegisterSpec.Assign("1"),
                                new MVRegisterSpec.Assign("2"),
                                new MVRegisterSpec.Clear())),
                Space.of(new MaxRegisterSpec(), 5, offers(new MaxRegisterSpec())),
                Space.of(new MinRegisterSpec(), 5, offers(new MinRegisterSpec())),
                Space.of(new EWFlagSpec(), 6, List.of(new EWFlagSpec.Enable(), new EWFlagSpec.Disable())),
                Space.of(new DWFlagSpec(), 6, List.of(new DWFlagSpec.Enable(), new DWFlagSpec.Disable())));
    }

    private static <S extends Crdt<S, ?>> List<Mutator<S>> offers(OfferSpec<S> spec) {
        return List.of(new OfferSpec.Offer<>(spec, 1), new OfferSpec.Offer<>(spec, 2), new OfferSpec.Offer<>(spec, 3));
    }

    @ParameterizedTest
    @MethodSource("spaces")
    <S extends Crdt<S, ?>> void everyExecutionYieldsWhatItsHistoryDemands(Space<S> space) {
        for (long skew : space.skews()) {
            for (int steps = 1; steps <= space.steps(); steps++) { // so that the shortest failure is found first
                new Search<>(space).explore(Actor.of('a', space, 0), Actor.of('b', space, skew), steps);
            }
        }
    }

    @Test
    void aWrongJoinIsFound() {
        AssertionError error = assertThrows(
                AssertionError.class,
                () -> everyExecutionYieldsWhatItsHistoryDemands(oneElement(new SetMutants.JoinThatForgetsTheLatest())));
        assertTrue(error.getMessage().contains("after [a: add(x), b: add(x), a ← b]"), error.getMessage());
    }

    /** A replica between two steps, as a value, so that the search can go back to it. Times are not adopted from others. */
    private record Actor<S extends Crdt<S, ?>>(
            char label, Causal<S> state, CausalContext seen, long dots, long millis) {

        static <S extends Crdt<S, ?>> Actor<S> of(char label, Space<S> space, long skew) {
            return new Actor<>(label, space.spec().bottom(), CausalContext.EMPTY, 0, START_MILLIS + skew);
        }
    }

    /** Hands out what comes next to an actor. */
    private static final class Hand implements ReplicaContext {
        private final Incarnation origin;
        private long dots;
        private long millis;

        Hand(Actor<?> actor) {
            origin = new Incarnation(actor.label() * 0x0101_0101_0101_0101L, 0);
            dots = actor.dots();
            millis = actor.millis();
        }

        @Override
        public Incarnation origin() {
            return origin;
        }

        @Override
        public Dot nextDot() {
            return new Dot(origin, ++dots);
        }

        @Override
        public Timestamp now() {
            return Timestamp.ofMillis(++millis);
        }
    }

    /** A depth-first search; what was done on the way to where it is stands in its lists. */
    private static final class Search<S extends Crdt<S, ?>> {
        private final Space<S> space;
        private final CrdtSpec<S> spec;
        private final Oracle<S, Mutator<S>> oracle;
        private final List<HistoryEvent<Mutator<S>>> events = new ArrayList<>();
        private final List<Delta<S>> deltas = new ArrayList<>();
        private final Deque<String> trace = new ArrayDeque<>();

        Search(Space<S> space) {
            this.space = space;
            spec = space.spec();
            oracle = spec.oracle().orElseThrow();
        }

        void explore(Actor<S> a, Actor<S> b, int steps) {
            if (steps == 0) {
                requireSame(joined(a, b).state(), joined(b, a).state(), "a joined by b and b joined by a");
                return;
            }
            for (Mutator<S> operation : space.operations()) {
                operate(a, b, operation, steps);
                if (!events.isEmpty()) { // the first one is called a
                    operate(b, a, operation, steps);
                }
            }
            join(a, b, steps);
            join(b, a, steps);
        }

        private void operate(Actor<S> actor, Actor<S> other, Mutator<S> operation, int steps) {
            Hand hand = new Hand(actor);
            RecordingContext me = new RecordingContext(hand);
            Delta<S> delta = spec.operate(operation, actor.state(), me);
            if (delta.isNone()) {
                return;
            }
            Dot id = me.taken().get(me.taken().size() - 1);
            events.add(new HistoryEvent<>(id, operation, me.taken(), me.time(), actor.seen()));
            deltas.add(delta);
            trace.add(actor.label() + ": " + operation);
            Causal<S> after = spec.mutated(actor.state(), delta);
            go(new Actor<>(actor.label(), after, actor.seen().with(id), hand.dots, hand.millis), other, steps - 1);
            trace.removeLast();
            deltas.remove(deltas.size() - 1);
            events.remove(events.size() - 1);
        }

        private void join(Actor<S> actor, Actor<S> other, int steps) {
            if (!missing(actor, other).isEmpty()) {
                trace.add(actor.label() + " ← " + other.label());
                go(joined(actor, other), other, steps - 1);
                trace.removeLast();
            }
        }

        private void go(Actor<S> changed, Actor<S> other, int steps) {
            requireDemanded(changed);
            boolean inOrder = changed.label() == 'a';
            explore(inOrder ? changed : other, inOrder ? other : changed, steps);
        }

        private Actor<S> joined(Actor<S> actor, Actor<S> other) {
            Causal<S> joined = spec.join(actor.state(), other.state());
            Causal<S> oldestFirst = actor.state();
            Causal<S> latestFirst = actor.state();
            List<Delta<S>> missing = missing(actor, other);
            for (int i = 0; i < missing.size(); i++) {
                oldestFirst = spec.apply(missing.get(i), oldestFirst);
                latestFirst = spec.apply(missing.get(missing.size() - 1 - i), latestFirst);
            }
            requireSame(joined, oldestFirst, "the join and the deltas in their order");
            requireSame(joined, latestFirst, "the join and the deltas in reverse order");
            CausalContext seen = actor.seen().join(other.seen());
            return new Actor<>(actor.label(), joined, seen, actor.dots(), actor.millis());
        }

        private List<Delta<S>> missing(Actor<S> actor, Actor<S> other) {
            List<Delta<S>> missing = new ArrayList<>();
            for (int i = 0; i < events.size(); i++) {
                Dot id = events.get(i).id();
                if (other.seen().covers(id) && !actor.seen().covers(id)) {
                    missing.add(deltas.get(i));
                }
            }
            return missing;
        }

        private void requireDemanded(Actor<S> actor) {
            Object demanded = oracle.expected(new History<>(events).visibleTo(actor.seen()));
            Object found = oracle.observed(actor.state().value());
            if (!demanded.equals(found)) {
                assertEquals(demanded, found, () -> spec.name() + " at " + actor.label() + " after " + trace);
            }
        }

        private void requireSame(Causal<S> left, Causal<S> right, String what) {
            if (!left.equals(right)) {
                assertEquals(left, right, () -> spec.name() + ": " + what + " after " + trace);
            }
        }
    }
}

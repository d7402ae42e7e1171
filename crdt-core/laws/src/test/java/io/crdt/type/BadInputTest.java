package io.crdt.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.Entry;
import io.crdt.causal.ReplicaContext;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.StateDelta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a replica refuses, whatever the type: each refusal says which value and which rule, and nothing has changed. */
class BadInputTest {

    @ParameterizedTest
    @MethodSource("io.crdt.type.Kind#all")
    <S extends Crdt<S, ?>> void anotherReplicasDeltaIsRefused(Kind<S> kind) {
        Meeting<S> meeting = kind.met();
        Delta<S> foreign = delta(meeting.there, meeting.key, kind.writing(2));

        var refusal = meeting.refused(IllegalStateException.class, (value, me) -> foreign);

        assertTrue(refusal.getMessage().contains("which it was not handed out"), refusal.getMessage());
        meeting.meet();
    }

    @ParameterizedTest
    @MethodSource("io.crdt.type.Kind#all")
    <S extends Crdt<S, ?>> void anEarlierDeltaIsRefused(Kind<S> kind) {
        Meeting<S> meeting = kind.met();
        Delta<S> earlier = delta(meeting.here, meeting.key, kind.writing(2));

        var refusal = meeting.refused(IllegalStateException.class, (value, me) -> earlier);

        assertTrue(refusal.getMessage().contains("which it was not handed out"), refusal.getMessage());
        meeting.meet();
    }

    private static <S extends Crdt<S, ?>> Delta<S> delta(
            Replica replica, Key<S> key, BiFunction<S, ReplicaContext, Delta<S>> mutator) {
        List<Delta<S>> made = new ArrayList<>();
        replica.update(key, (value, me) -> {
            made.add(mutator.apply(value, me));
            return made.get(0);
        });
        return made.get(0);
    }

    @ParameterizedTest
    @MethodSource("io.crdt.type.Kind#all")
    <S extends Crdt<S, ?>> void aDroppedDeltaIsRefused(Kind<S> kind) {
        var refusal = kind.met().refused(IllegalStateException.class, (value, me) -> {
            assertFalse(kind.writing(2).apply(value, me).isNone());
            return Delta.none();
        });

        assertTrue(refusal.getMessage().contains("a delta was dropped"), refusal.getMessage());
    }

    @ParameterizedTest
    @MethodSource("io.crdt.type.Kind#all")
    <S extends Crdt<S, ?>> void noDeltaAtAllIsRefused(Kind<S> kind) {
        var refusal = kind.met().refused(NullPointerException.class, (value, me) -> null);

        assertTrue(refusal.getMessage().contains("instead of Delta.none()"), refusal.getMessage());
    }

    /** A set that only grows replaces nothing, so that an addition is as good at one key as at another. */
    @ParameterizedTest
    @MethodSource("io.crdt.type.Kind#all")
    <S extends Crdt<S, ?>> void aDeltaThatWasMadeForAnotherKeyIsRefused(Kind<S> kind) {
        Meeting<S> meeting = kind.met();
        Key<S> other = Key.of("other", kind.type());
        meeting.here.update(other, kind.writing(1));
        BiFunction<S, ReplicaContext, Delta<S>> stray =
                (value, me) -> kind.writing(2).apply(meeting.here.get(other), me);
        if (kind == Kind.G_SET) {
            meeting.here(stray);
            return;
        }

        var refusal = meeting.refused(IllegalStateException.class, stray);

        assertTrue(refusal.getMessage().contains("was the delta made from another value?"), refusal.getMessage());
    }

    @ParameterizedTest
    @MethodSource("io.crdt.type.Kind#all")
    <S extends Crdt<S, ?>> void aDeltaThatWasMadeFromAnEarlierValueIsRefused(Kind<S> kind) {
        Meeting<S> meeting = kind.met();
        S earlier = meeting.value();
        meeting.here(kind.writing(2));

        var refusal = meeting.refused(
                IllegalStateException.class, (value, me) -> kind.writing(2).apply(earlier, me));

        assertTrue(refusal.getMessage().contains("was the delta made from another value?"), refusal.getMessage());
    }

    @ParameterizedTest
    @MethodSource("io.crdt.type.Kind#all")
    <S extends Crdt<S, ?>> void aDeltaThatWasMadeFromTheEmptyValueIsRefused(Kind<S> kind) {
        Meeting<S> meeting = kind.met();

        var refusal = meeting.refused(
                IllegalStateException.class,
                (value, me) -> kind.writing(1).apply(kind.type().empty(), me));

        assertTrue(refusal.getMessage().contains("does not replace"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("was the delta made from another value?"), refusal.getMessage());
    }

    @ParameterizedTest
    @MethodSource("io.crdt.type.Kind#all")
    <S extends Crdt<S, ?>> void aPlaceThatIsWrittenTwiceFromOneValueIsRefused(Kind<S> kind) {
        Meeting<S> meeting = new Meeting<>(kind.type());

        var refusal = meeting.refused(
                IllegalStateException.class,
                (value, me) ->
                        kind.writing(1).apply(value, me).join(kind.writing(1).apply(value, me)));

        assertTrue(refusal.getMessage().contains("twice: make the second delta from value.after(first)"));
    }

    @Test
    void aDeltaOfTheValueAtAnotherKeyOfTheMapIsRefused() {
        var meeting = new Meeting<>(ORMap.type(String.class, PNCounter.type()));
        meeting.here((map, me) -> map.update(me, "a", (counter, here) -> counter.increment(here, 10)));

        var refusal = meeting.refused(
                IllegalStateException.class,
                (map, me) -> map.update(me, "a", (counter, here) -> map.get("b").increment(here, 1)));

        assertTrue(refusal.getMessage().contains("does not replace"), refusal.getMessage());
        assertEquals(10, meeting.value().get("a").value());
    }

    @Test
    void aValueThatIsStillTheSameAtThePlaceIsAsGoodAsTheNewOne() {
        var meeting = new Meeting<>(LWWMap.type(String.class, Integer.class));
        meeting.here((map, me) -> map.put(me, "a", 1));
        var earlier = meeting.value();
        meeting.here((map, me) -> map.put(me, "b", 2));

        meeting.here((map, me) -> earlier.put(me, "a", 3));

        assertEquals(Map.of("a", 3, "b", 2), meeting.meet().asMap());
    }

    /** Where two types have one shape the compiler is the only guard, and here it is cheated. */
    @ParameterizedTest
    @MethodSource("io.crdt.type.Kind#all")
    <S extends Crdt<S, ?>> void aDeltaOfAnotherTypeIsRefused(Kind<S> kind) {
        for (Kind<?> other : Kind.all()) {
            Meeting<S> meeting = kind.met();
            if (!meeting.key.id().shape().equals(Key.of("o", other.type()).id().shape())) {
                refuseDeltaOf(other, meeting);
            }
        }
    }

    @SuppressWarnings("unchecked") // that is the bad input
    private static <S extends Crdt<S, ?>, O extends Crdt<O, ?>> void refuseDeltaOf(Kind<O> other, Meeting<S> meeting) {
        var refusal = meeting.refused(IllegalArgumentException.class, (value, me) ->
                (Delta<S>) (Object) other.writing(1).apply(other.type().empty(), me));
        assertTrue(refusal.getMessage().contains("was the delta made for another type?"), refusal.getMessage());
    }

    @ParameterizedTest
    @MethodSource("io.crdt.type.Kind#all")
    <S extends Crdt<S, ?>> void anotherTypeUnderAnExistingNameIsRefused(Kind<S> kind) {
        Meeting<S> meeting = kind.met();
        for (Kind<?> other : Kind.all()) {
            if (other != kind) {
                refuseOtherType(other, meeting);
            }
        }
        meeting.here(kind.writing(2)).meet();
    }

    private static <O extends Crdt<O, ?>> void refuseOtherType(Kind<O> other, Meeting<?> meeting) {
        Key<O> key = Key.of(meeting.key.name(), other.type());
        ReplicaState before = meeting.here.state();
        for (var call : List.<Runnable>of(
                () -> meeting.here.update(key, other.writing(1)), () -> meeting.here.watch(key, change -> {}))) {
            String message =
                    assertThrows(IllegalArgumentException.class, call::run).getMessage();
            assertTrue(message.contains("in use as " + meeting.key.type()), message);
            assertTrue(message.contains("cannot be " + other.type()), message);
        }
        assertEquals(before, meeting.here.state());
    }

    static Stream<Arguments> typesOfOneName() {
        return Stream.of(
                arguments(ORSet.type(String.class), ORSet.type(Integer.class), "ORSet<Integer> ("),
                arguments(BoundedCounter.type(0), BoundedCounter.type(5), "at first 5"),
                arguments(
                        new Type<>("Mine", EWFlag.empty(), List.of()),
                        new Type<>("Mine", DWFlag.empty(), List.of()),
                        "Mine (DotFun"));
    }

    @ParameterizedTest
    @MethodSource("typesOfOneName")
    <S extends Crdt<S, ?>, O extends Crdt<O, ?>> void aTypeThatDiffersInAnythingIsAnotherType(
            Type<S> type, Type<O> other, String message) {
        Replica replica = new Meeting<>(type).here;
        replica.watch(Key.of("name", type), change -> {});
        Key<O> key = Key.of("name", other);

        var refusal =
                assertThrows(IllegalArgumentException.class, () -> replica.update(key, (value, me) -> Delta.none()));

        assertTrue(refusal.getMessage().contains("cannot be " + other), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
    }

    @ParameterizedTest
    @MethodSource("io.crdt.type.Kind#all")
    <S extends Crdt<S, ?>> void aStateDeltaThatComesAgainChangesNothing(Kind<S> kind) {
        Meeting<S> meeting = kind.met();
        meeting.there(kind.writing(2));
        StateDelta delta = meeting.there.state().deltaSince(meeting.here.context());
        var changes = meeting.watch();
        assertTrue(meeting.here.apply(delta));
        ReplicaState once = meeting.here.state();
        int heard = changes.size();

        assertTrue(meeting.here.apply(delta));

        assertEquals(once, meeting.here.state());
        assertEquals(once.fingerprint(), meeting.here.state().fingerprint());
        assertEquals(heard, changes.size());
    }

    @ParameterizedTest
    @MethodSource("io.crdt.type.Kind#all")
    <S extends Crdt<S, ?>> void aStateDeltaFromBeyondIsNotApplied(Kind<S> kind) {
        Meeting<S> meeting = kind.met();
        var seen = meeting.there(kind.writing(2)).there.context();
        meeting.there(kind.writing(3));
        StateDelta delta = meeting.there.state().deltaSince(seen);
        ReplicaState before = meeting.here.state();

        assertFalse(meeting.here.apply(delta));

        assertEquals(before, meeting.here.state());
        assertNotEquals(before, meeting.meet());
    }

    @ParameterizedTest
    @MethodSource("io.crdt.type.Kind#all")
    <S extends Crdt<S, ?>> void aStateDeltaWithEntriesOfAnotherTypeCannotBeMade(Kind<S> kind) {
        List<Entry> entries = entries(kind);
        for (Kind<?> other : Kind.all()) {
            var id = Key.of("o", other.type()).id();
            if (!id.shape().equals(Key.of("o", kind.type()).id().shape())) {
                var refusal =
                        assertThrows(IllegalArgumentException.class, () -> new StateDelta.ObjectEntries(id, entries));
                assertTrue(refusal.getMessage().contains("has no place at"), refusal.getMessage());
            }
        }
    }

    private static <S extends Crdt<S, ?>> List<Entry> entries(Kind<S> kind) {
        return delta(new Meeting<>(kind.type()).here, Key.of("o", kind.type()), kind.writing(1))
                .added();
    }

    @Test
    void arraysAreNoElements() {
        var refusal = assertThrows(IllegalArgumentException.class, () -> LWWMap.type(String.class, byte[].class));

        assertTrue(refusal.getMessage().contains("no byte[] equals another"), refusal.getMessage());
    }
}

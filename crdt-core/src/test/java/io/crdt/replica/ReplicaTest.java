package io.crdt.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Delta;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import io.crdt.causal.VersionVector;
import io.crdt.payload.Encoded;
import io.crdt.payload.ValueEncoder;
import io.crdt.type.GCounter;
import io.crdt.type.LWWMap;
import io.crdt.type.ORSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReplicaTest {

    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));
    private static final Key<GCounter> CLICKS = Key.of("clicks", GCounter.type());
    private static final Key<LWWMap<String, Integer>> SETTINGS =
            Key.of("settings", LWWMap.type(String.class, Integer.class));

    private final Replica here = replica(1);
    private final Replica there = replica(2);

    private static Replica replica(long seed) {
        return replica(seed, ReplicaState.empty(), 1_700_000_000_000L);
    }

    private static Replica replica(long seed, ReplicaState state, long now) {
        return new Replica(new ReplicaId(0, seed, "r" + seed), state, new SplittableRandom(seed), () -> now);
    }

    private static void sync(Replica from, Replica to) {
        assertTrue(to.apply(from.state().deltaSince(to.context())));
    }

    @Test
    void theExampleOfTheReadmeWorks() {
        List<String> seen = new ArrayList<>();
        here.watch(CART, change -> seen.add(change.added() + " " + change.removed()));
        here.update(CART, (cart, me) -> cart.add(me, "milk"));
        assertTrue(here.get(CART).contains("milk"));
        assertEquals(List.of("[milk] []"), seen);
    }

    @Test
    void concurrentAddSurvivesRemove() {
        here.update(CART, (cart, me) -> cart.add(me, "milk"));
        sync(here, there);
        here.update(CART, (cart, me) -> cart.remove(me, "milk"));
        there.update(CART, (cart, me) -> cart.add(me, "milk"));
        sync(here, there);
        sync(there, here);
        assertEquals(Set.of("milk"), here.get(CART).elements());
        assertEquals(here.state(), there.state());
    }

    @Test
    void aCausallyLaterWriteWinsOverAClockThatIsAnHourAhead() {
        Replica ahead = replica(3, ReplicaState.empty(), 1_700_003_600_000L);
        ahead.update(SETTINGS, (settings, me) -> settings.put(me, "volume", 11));
        sync(ahead, here);
        assertEquals(1, here.refusedTimestamps());
        here.update(SETTINGS, (settings, me) -> settings.put(me, "volume", 3));
        sync(here, ahead);
        assertEquals(Optional.of(3), ahead.get(SETTINGS).get("volume"));
    }

    @Test
    void oneUpdateMayMakeSeveralChanges() {
        here.update(CART, (cart, me) -> cart.add(me, "milk").join(cart.add(me, "bread")));
        assertEquals(Set.of("milk", "bread"), here.get(CART).elements());
        sync(here, there);
        assertEquals(here.state(), there.state());
    }

    @Test
    void aDroppedDeltaIsNoticed() {
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> here.update(CART, (cart, me) -> {
                    Delta<ORSet<String>> dropped = cart.add(me, "milk");
                    assertFalse(dropped.isNone());
                    return cart.add(me, "bread");
                }));
        assertTrue(e.getMessage().contains("nothing was changed"), e.getMessage());
        assertTrue(here.get(CART).isEmpty());
        assertTrue(here.context().isEmpty());
    }

    @Test
    void aDeltaOfAnotherUpdateIsRefused() {
        List<Delta<ORSet<String>>> kept = new ArrayList<>();
        here.update(CART, (cart, me) -> {
            kept.add(cart.add(me, "milk"));
            return kept.get(0);
        });
        ReplicaState before = here.state();
        assertThrows(IllegalStateException.class, () -> here.update(CART, (cart, me) -> kept.get(0)));
        assertThrows(IllegalStateException.class, () -> there.update(CART, (cart, me) -> kept.get(0)));
        assertSame(before, here.state());
    }

    @Test
    void aContextIsOverWithItsUpdate() {
        List<ReplicaContext> kept = new ArrayList<>();
        here.update(CART, (cart, me) -> {
            kept.add(me);
            return cart.add(me, "milk");
        });
        assertThrows(IllegalStateException.class, () -> kept.get(0).nextDot());
        assertThrows(IllegalStateException.class, () -> kept.get(0).now());
    }

    @Test
    void anUpdateInsideOfAnUpdateIsRefused() {
        assertThrows(
                IllegalStateException.class,
                () -> here.update(CART, (cart, me) -> {
                    here.update(CLICKS, (clicks, inner) -> clicks.increment(inner));
                    return cart.add(me, "milk");
                }));
        assertTrue(here.context().isEmpty());
        here.update(CART, (cart, me) -> cart.add(me, "milk"));
        assertEquals(1, here.state().size());
    }

    @Test
    void aMutatorThatThrowsChangesNothing() {
        here.update(CART, (cart, me) -> cart.add(me, "milk"));
        ReplicaState before = here.state();
        assertThrows(
                UnsupportedOperationException.class,
                () -> here.update(CART, (cart, me) -> {
                    Delta<ORSet<String>> lost = cart.add(me, "bread");
                    throw new UnsupportedOperationException(lost.toString());
                }));
        assertSame(before, here.state());
        here.update(CART, (cart, me) -> cart.add(me, "bread"));
        assertEquals(2, here.context().get(here.incarnation()));
    }

    @Test
    void aNameIsOfOneTypeInOneProcess() {
        Key<GCounter> wrong = Key.of("cart", GCounter.type());
        here.update(CART, (cart, me) -> cart.add(me, "milk"));
        assertThrows(IllegalArgumentException.class, () -> here.update(wrong, (counter, me) -> counter.increment(me)));
        assertThrows(IllegalArgumentException.class, () -> here.watch(wrong, change -> {}));
    }

    @Test
    void oneNameWithTwoTypesInTwoProcessesIsTwoObjects() {
        Key<GCounter> counter = Key.of("cart", GCounter.type());
        here.update(CART, (cart, me) -> cart.add(me, "milk"));
        there.update(counter, (count, me) -> count.increment(me));
        sync(here, there);
        sync(there, here);
        assertEquals(here.state(), there.state());
        assertEquals(1, there.get(counter).value());
        assertEquals(2, here.state().objects().size());
    }

    @Test
    void aReplicaThatOnlyReadsHasNoIncarnation() {
        here.update(CART, (cart, me) -> cart.add(me, "milk"));
        sync(here, there);
        there.update(CART, (cart, me) -> cart.remove(me, "bread"));
        assertNull(there.incarnation());
    }

    @Test
    void aRestartIsAnotherOrigin() {
        here.update(CART, (cart, me) -> cart.add(me, "milk"));
        Incarnation first = here.incarnation();
        Replica restarted = replica(9, here.state(), 1_700_000_000_000L);
        restarted.update(CART, (cart, me) -> cart.remove(me, "milk"));
        assertNotEquals(first, restarted.incarnation());
        sync(restarted, here);
        assertTrue(here.get(CART).isEmpty());
    }

    @Test
    void aDeltaThatStartsAheadOfTheReplicaIsNotTaken() {
        here.update(CART, (cart, me) -> cart.add(me, "milk"));
        VersionVector ahead = here.context();
        here.update(CART, (cart, me) -> cart.add(me, "bread"));
        StateDelta delta = here.state().deltaSince(ahead);
        assertFalse(there.apply(delta));
        assertTrue(there.context().isEmpty());
        assertThrows(IllegalArgumentException.class, () -> there.state().apply(delta));
        sync(here, there);
        assertTrue(there.apply(delta));
    }

    @Test
    void aChangeSaysWhatCameWentAndDiffers() {
        List<Change<LWWMap<String, Integer>>> changes = new ArrayList<>();
        here.update(SETTINGS, (map, me) -> map.put(me, "a", 1).join(map.put(me, "b", 1)));
        sync(here, there);
        there.watch(SETTINGS, changes::add);
        here.update(
                SETTINGS,
                (map, me) -> map.put(me, "a", 2).join(map.remove(me, "b")).join(map.put(me, "c", 3)));
        sync(here, there);
        Change<LWWMap<String, Integer>> change = changes.get(0);
        assertEquals(1, changes.size());
        assertEquals(Map.of("c", 3), change.added().asMap());
        assertEquals(Map.of("a", 2), change.updated().asMap());
        assertEquals(Map.of("b", 1), change.removed().asMap());
        assertEquals(Map.of("a", 1, "b", 1), change.before().asMap());
        assertEquals(Map.of("a", 2, "c", 3), change.after().asMap());
    }

    @Test
    void addingWhatIsThereIsNoChangeToWatchers() {
        here.update(CART, (cart, me) -> cart.add(me, "milk"));
        here.watch(CART, change -> {
            throw new AssertionError(change);
        });
        here.update(CART, (cart, me) -> cart.add(me, "milk"));
        here.update(CLICKS, (clicks, me) -> clicks.increment(me));
    }

    @Test
    void watchersHearChangesInOrderAlsoWhenOneOfThemUpdates() {
        List<String> heard = new ArrayList<>();
        here.watch(CART, change -> {
            if (change.added().contains("milk")) {
                here.update(CART, (cart, me) -> cart.add(me, "bread"));
            }
        });
        here.watch(CART, change -> heard.add(change.added().toString()));
        here.update(CART, (cart, me) -> cart.add(me, "milk"));
        assertEquals(List.of("[milk]", "[bread]"), heard);
    }

    @Test
    void whatSurvivesIsAskedOfAllThatTheSenderCovers() {
        Replica forgetful = replica(3, ReplicaState.empty(0), 1_700_000_000_000L);
        VersionVector from = there.context();
        here.update(CART, (cart, me) -> cart.add(me, "milk"));
        sync(here, forgetful);
        forgetful.update(CART, (cart, me) -> cart.remove(me, "milk"));
        StateDelta late = forgetful.state().deltaSince(from);
        sync(here, there);
        assertTrue(there.apply(late));
        assertTrue(there.get(CART).isEmpty());
        assertEquals(forgetful.state(), there.state());
    }

    @Test
    void anUpdateAndItsCompanionAreOneChange() {
        List<Long> seen = new ArrayList<>();
        here.accompany(
                CLICKS,
                (before, me) ->
                        before.get(CLICKS).value() < 2 ? before.get(CLICKS).increment(me) : Delta.none());
        here.watch(CART, change -> seen.add(here.get(CLICKS).value()));
        here.watch(CLICKS, change -> seen.add((long) here.get(CART).size()));

        here.update(CART, (cart, me) -> Delta.none());
        assertNull(here.incarnation());
        for (String element : List.of("milk", "bread", "salt")) {
            here.update(CART, (cart, me) -> cart.add(me, element));
        }

        assertEquals(2, here.get(CLICKS).value());
        assertEquals(List.of(1L, 1L, 2L, 2L, 2L), seen.stream().sorted().toList());
        sync(here, there);
        assertEquals(here.state(), there.state());
        assertEquals(here.state().fingerprint(), there.state().fingerprint());
        here.update(CLICKS, (clicks, me) -> clicks.increment(me));
        assertEquals(3, here.get(CLICKS).value());
    }

    @Test
    void aCompanionThatThrowsLetsNothingHappen() {
        here.accompany(CLICKS, (before, me) -> {
            throw new IllegalStateException("no");
        });

        assertThrows(IllegalStateException.class, () -> here.update(CART, (cart, me) -> cart.add(me, "milk")));

        assertEquals(ReplicaState.empty(), here.state());
        assertNull(here.incarnation());
    }

    /** A value that cannot be sent, or too much, is refused whether the update or its companion writes it. */
    @Test
    void whatACompanionWritesIsEncodedAndAdmitted() {
        record Noted(String by) {}
        Key<ORSet<Noted>> notes = Key.of("notes", ORSet.type(Noted.class));
        ValueEncoder encoder = value -> {
            if (value instanceof Noted noted) {
                if (noted.by().isEmpty()) {
                    throw new IllegalArgumentException("cannot encode it");
                }
                return Encoded.of(20, noted.by().getBytes(StandardCharsets.UTF_8), noted);
            }
            return null;
        };
        Replica writer = new Replica(here.id(), ReplicaState.empty(), new SplittableRandom(1), () -> 1_000, encoder);
        List<Integer> sizes = new ArrayList<>();
        Admission admission = written -> {
            sizes.add(written.size());
            for (Admission.ObjectDelta each : written) {
                if (each.object().equals(notes.id())) {
                    assertInstanceOf(
                            Encoded.class,
                            ((Path.Step) each.delta().added().get(0).path()).key());
                    throw new IllegalArgumentException("too much");
                }
            }
        };

        writer.accompany(notes, (before, me) -> before.get(notes).add(me, new Noted("")));
        assertThrows(IllegalArgumentException.class, () -> writer.update(CART, (cart, me) -> cart.add(me, "milk")));
        writer.accompany(notes, (before, me) -> before.get(notes).add(me, new Noted("ann")));
        assertThrows(
                IllegalArgumentException.class,
                () -> writer.update(CART, (cart, me) -> cart.add(me, "milk"), admission));
        assertEquals(List.of(2), sizes);
        assertEquals(ReplicaState.empty(), writer.state());
        assertNull(writer.incarnation());

        writer.update(CART, (cart, me) -> cart.add(me, "milk"), written -> {});
        assertEquals(Set.of(new Noted("ann")), writer.get(notes).elements());
    }
}

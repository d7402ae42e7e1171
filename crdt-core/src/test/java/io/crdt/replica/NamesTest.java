package io.crdt.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.type.EWFlag;
import io.crdt.type.ORSet;
import io.crdt.type.PNCounter;
import io.crdt.type.RWSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A replica remembers the names of what is alive or watched, and no others. */
class NamesTest {

    private final Replica a = replica(1);
    private final Replica b = replica(2);

    private static Replica replica(long seed) {
        return new Replica(
                ReplicaId.random(new Random(seed), "r"), ReplicaState.empty(), new Random(seed), () -> 1_000L);
    }

    private static Key<ORSet<String>> cart(int number) {
        return Key.of("cart " + number, ORSet.type(String.class));
    }

    private static void sync(Replica from, Replica to) {
        assertTrue(to.apply(from.state().deltaSince(to.context())));
    }

    @Test
    void aNameWhoseObjectIsEmptyAgainLeavesNothing() {
        for (int i = 0; i < 100; i++) {
            a.update(cart(i), (cart, me) -> cart.add(me, "milk"));
        }
        assertEquals(100, a.keysInUse());
        for (int i = 0; i < 100; i++) {
            a.update(cart(i), (cart, me) -> cart.clear(me));
        }
        assertEquals(0, a.keysInUse());
        assertEquals(0, a.state().objects().size());
    }

    @Test
    void aNameWhoseObjectAPeerEmptiesLeavesNothing() {
        a.update(cart(1), (cart, me) -> cart.add(me, "milk"));
        sync(a, b);
        b.update(cart(1), (cart, me) -> cart.clear(me));
        sync(b, a);
        assertEquals(0, a.keysInUse());
        assertEquals(0, b.keysInUse());
    }

    @Test
    void aWatchThatHasEndedLeavesNothing() {
        for (int i = 0; i < 100; i++) {
            Runnable end = a.watch(cart(i), change -> {});
            end.run();
            end.run();
        }
        assertEquals(0, a.keysInUse());
    }

    @Test
    void aNameIsInUseWhileItsObjectIsAliveOrWatched() {
        Key<PNCounter> counter = Key.of("cart 1", PNCounter.type());
        Runnable first = a.watch(cart(1), change -> {});
        Runnable second = a.watch(cart(1), change -> {});
        first.run();
        assertThrows(IllegalArgumentException.class, () -> a.update(counter, (c, me) -> c.increment(me)));
        a.update(cart(1), (cart, me) -> cart.add(me, "milk"));
        second.run();
        assertThrows(IllegalArgumentException.class, () -> a.watch(counter, change -> {}));
        a.update(cart(1), (cart, me) -> cart.clear(me));
        a.update(counter, (c, me) -> c.increment(me));
        first.run(); // it has ended long ago, and the name is another object's by now
        assertThrows(IllegalArgumentException.class, () -> a.watch(cart(1), change -> {}));
    }

    @Test
    void theEndOfAWatchMayComeFromInsideOfAnUpdate() {
        Runnable end = a.watch(cart(1), change -> {});
        a.update(cart(2), (cart, me) -> {
            end.run();
            return cart.add(me, "milk");
        });
        assertEquals(1, a.keysInUse());
    }

    /** What has to be remembered is known from what was called, whatever the order. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theNamesInUseAreThoseOfWhatIsAliveAndWasUsedOrIsWatched(long seed) {
        Random random = new Random(seed);
        Set<String> used = new HashSet<>();
        Map<String, List<Runnable>> ends = new HashMap<>();
        for (int step = 0; step < 2_000; step++) {
            int number = random.nextInt(8);
            String name = cart(number).name();
            switch (random.nextInt(7)) {
                case 0, 1 -> {
                    a.update(cart(number), (cart, me) -> cart.add(me, "milk"));
                    used.add(name);
                }
                case 2, 3 -> a.update(cart(number), (cart, me) -> cart.clear(me));
                case 4 -> {
                    ends.computeIfAbsent(name, each -> new ArrayList<>()).add(a.watch(cart(number), change -> {}));
                    used.add(name);
                }
                case 5 -> {
                    List<Runnable> watching = ends.getOrDefault(name, List.of());
                    if (!watching.isEmpty()) {
                        watching.remove(random.nextInt(watching.size())).run();
                    }
                }
                default -> {
                    sync(a, b);
                    b.update(cart(number), (cart, me) -> random.nextBoolean() ? cart.clear(me) : cart.add(me, "tea"));
                    sync(b, a);
                }
            }
            used.removeIf(each -> ends.getOrDefault(each, List.of()).isEmpty()
                    && a.state().objects().stream()
                            .noneMatch(object -> object.name().equals(each)));
            assertEquals(used.size(), a.keysInUse(), "seed " + seed + ", step " + step);
        }
    }

    @Test
    void aTypeThatKeepsSomethingOfWhatWasRemovedStaysAlive() {
        Key<RWSet<String>> set = Key.of("set", RWSet.type(String.class));
        a.update(set, (each, me) -> each.add(me, "x"));
        a.update(set, (each, me) -> each.clear(me));
        assertEquals(a.state().objects().size(), a.keysInUse());
        Key<EWFlag> flag = Key.of("flag", EWFlag.type());
        a.update(flag, (each, me) -> each.enable(me));
        a.update(flag, (each, me) -> each.disable(me));
        assertEquals(a.state().objects().size(), a.keysInUse());
    }
}

package io.crdt.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.type.ORSet;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchersTest {

    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));

    private final Thread.UncaughtExceptionHandler before =
            Thread.currentThread().getUncaughtExceptionHandler();
    private final Watchers watchers = new Watchers();
    private final List<Object> heard = new ArrayList<>();

    @AfterEach
    void restoreHandler() {
        Thread.currentThread().setUncaughtExceptionHandler(before);
    }

    @Test
    void aHandlerThatThrowsKeepsNobodyFromHearing() {
        Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {
            throw new IllegalStateException("a bug in the handler", failure);
        });
        Replica replica = new Replica(
                new ReplicaId(0, 1, "r"), ReplicaState.empty(), new SplittableRandom(1), () -> 1_700_000_000_000L);
        replica.watch(CART, change -> {
            throw new IllegalStateException("a bug in the watcher");
        });
        replica.watch(CART, change -> heard.add(change.added().toString()));

        replica.update(CART, (cart, me) -> cart.add(me, "x"));
        replica.update(CART, (cart, me) -> cart.add(me, "y"));

        assertEquals(List.of("[x]", "[y]"), heard);
    }

    @Test
    void ofAnEndedWatcherNothingIsLeft() {
        Runnable first = watchers.add(CART, heard::add);
        Runnable second = watchers.add(CART, heard::add);

        first.run();
        first.run();
        assertEquals(1, watchers.objects());

        second.run();
        assertEquals(0, watchers.objects());
        assertTrue(heard.isEmpty());
    }
}

package io.crdt.net.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.net.store.Store;
import io.crdt.net.store.StoreException;
import io.crdt.replica.ReplicaState;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What every store has to do. A test of one of your own extends this and says how a store is opened, and opened again. What
 * a store finds again after a power cut it has to test itself: that depends on how it writes.
 */
public abstract class StoreContract {

    /** Opens a store in which nothing was saved yet. */
    protected abstract Store open(int removalLimit);

    /** Closes the store and opens it again. */
    protected abstract Store reopen(Store store, int removalLimit);

    @Test
    void aNewStoreIsEmptyAndHasAName() {
        try (Store store = open(100)) {
            assertTrue(store.state().context().isEmpty());
            Store again = reopen(store, 100);
            assertEquals(store.replica().high(), again.replica().high());
            assertTrue(again.state().context().isEmpty());
            again.close();
        }
    }

    @Test
    void whatWasSavedIsReadBack() {
        long seed = new SplittableRandom().nextLong();
        for (int i = 0; i < 12; i++) {
            savesAndRestarts(seed + i);
        }
    }

    private void savesAndRestarts(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int removalLimit = random.nextInt(4) == 0 ? random.nextInt(10) : 10_000;
        RandomReplica replica = new RandomReplica(seed, removalLimit);
        Store store = open(removalLimit);
        for (int life = 0; life < 4; life++) {
            for (int saves = random.nextInt(8); saves > 0; saves--) {
                store.save(replica.after(1 + random.nextInt(random.nextInt(10) == 0 ? 200 : 10)));
            }
            ReplicaState saved = store.state();
            store = reopen(store, removalLimit);
            assertSameState(saved, store.state(), "seed " + seed);
            if (random.nextBoolean()) {
                replica.restart(store.state());
            }
        }
        store.close();
    }

    private static void assertSameState(ReplicaState saved, ReplicaState read, String message) {
        assertEquals(saved, read, message);
        assertEquals(saved.fingerprint(), read.fingerprint(), message);
        assertEquals(saved.size(), read.size(), message);
        assertEquals(saved.floor(), read.floor(), message);
        assertEquals(
                saved.deltaSince(saved.floor()).removals(),
                read.deltaSince(read.floor()).removals(),
                message);
    }

    @Test
    void aStoreDoesNotGoBack() {
        RandomReplica replica = new RandomReplica(1, 100);
        ReplicaState earlier = replica.after(30);
        ReplicaState later = replica.after(30);
        try (Store store = open(100)) {
            store.save(later);
            IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> store.save(earlier));
            assertTrue(refused.getMessage().contains("must not go back"), refused.getMessage());
            assertSame(later, store.state());
        }
    }

    @Test
    void aClosedStoreTakesNothing() {
        Store store = open(100);
        store.save(new RandomReplica(1, 100).after(30));
        ReplicaState saved = store.state();
        store.close();
        store.close();

        RandomReplica more = new RandomReplica(2, 100);
        more.restart(saved);
        StoreException refused = assertThrows(StoreException.class, () -> store.save(more.after(50)));

        assertTrue(refused.getMessage().contains("closed"), refused.getMessage());
        assertEquals(saved, store.state());
    }
}

package io.crdt.net.store;

import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import java.util.Random;

class MemoryStoreTest extends StoreContract {

    @Override
    Store open(int removalLimit) {
        return new MemoryStore(ReplicaId.random(new Random(1), "memory"), ReplicaState.empty(removalLimit));
    }

    @Override
    Store reopen(Store store, int removalLimit) {
        store.close();
        return ((MemoryStore) store).reopened();
    }
}

package io.crdt.net.store;

import io.crdt.net.contract.StoreContract;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import java.util.Random;

class MemoryStoreTest extends StoreContract {

    @Override
    protected Store open(int removalLimit) {
        return new MemoryStore(ReplicaId.random(new Random(1), "memory"), ReplicaState.empty(removalLimit));
    }

    @Override
    protected Store reopen(Store store, int removalLimit) {
        store.close();
        return ((MemoryStore) store).reopened();
    }
}

package io.crdt.net.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends StoreContract {

    @TempDir
    private Path directories;

    private int opened;

    @Override
    Store open(int removalLimit) {
        opened++;
        return open(directory(), removalLimit);
    }

    @Override
    Store reopen(Store store, int removalLimit) {
        store.close();
        return open(directory(), removalLimit);
    }

    private Path directory() {
        return directories.resolve("replica " + opened + " ?&%#ä");
    }

    private static Store open(Path directory, int removalLimit) {
        return SqliteStore.open(directory, RandomReplica.CODEC, "sqlite", removalLimit, false);
    }
}

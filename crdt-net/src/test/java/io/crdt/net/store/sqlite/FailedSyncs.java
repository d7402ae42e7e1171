package io.crdt.net.store.sqlite;

import io.crdt.net.contract.RandomReplica;
import io.crdt.net.store.Store;
import io.crdt.net.store.StoreException;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaState;
import io.crdt.type.ORSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;

/** A process that saves to a store while the syncs of its disk fail now and then, and says what was acknowledged. */
final class FailedSyncs {

    static final Key<ORSet<String>> NAMES = Key.of("names", ORSet.type(String.class));

    private FailedSyncs() {}

    /**
     * Arguments: the data directory, the file that makes syncs fail, a seed, how many saves to try, and what the elements
     * begin with. The process ends in the middle of its life, as by a kill, once in a while with a disk that fails.
     */
    public static void main(String[] arguments) throws IOException {
        Path failing = Path.of(arguments[1]);
        Random random = new Random(Long.parseLong(arguments[2]));
        Store store = SqliteStore.open(Path.of(arguments[0]), RandomReplica.CODEC, "tests", "failing", 1_000, true);
        Replica replica = new Replica(store.replica(), store.state(), new SecureRandom(), () -> 1L);
        int saves = Integer.parseInt(arguments[3]);
        for (int save = 0; save < saves; save++) {
            if (Files.exists(failing)) {
                if (random.nextInt(3) > 0) {
                    Files.delete(failing);
                }
            } else if (random.nextInt(4) == 0) {
                Files.createFile(failing);
            }
            String name = arguments[4] + " " + save;
            String padding = "x".repeat(random.nextInt(8) == 0 ? 400_000 : 10);
            replica.update(NAMES, (names, me) -> names.addAll(me, List.of(name, name + padding)));
            ReplicaState state = replica.state();
            try {
                store.save(state);
                System.out.println("acknowledged " + save);
            } catch (StoreException e) {
                System.out.println("failed " + save + " " + e.getMessage());
            }
        }
        if (random.nextBoolean()) {
            try {
                store.close();
            } catch (StoreException e) {
                System.out.println("not closed: " + e.getMessage());
            }
        }
        Files.deleteIfExists(failing);
        System.out.println("done");
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }
}

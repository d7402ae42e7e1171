package io.crdt.net;

import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.options.Durability;
import io.crdt.replica.Key;
import io.crdt.type.GCounter;
import io.vertx.core.Vertx;
import java.nio.file.Path;

/** A process that writes to a node and says of each update when it is acknowledged. */
final class SyncedWrites {

    private static final Key<GCounter> UPDATES = Key.of("updates", GCounter.type());

    private SyncedWrites() {}

    /** Arguments: the data directory, the durability, and how many updates to make, one after the other. */
    public static void main(String[] arguments) {
        Vertx vertx = Vertx.vertx();
        CrdtNode node = CrdtNode.create(
                vertx,
                new CrdtOptions().setDataDir(Path.of(arguments[0])).setDurability(Durability.parse(arguments[1])));
        System.out.println("acknowledged 0");
        for (int update = 1; update <= Integer.parseInt(arguments[2]); update++) {
            Await.result(node.update(UPDATES, (updates, me) -> updates.increment(me)));
            System.out.println("acknowledged " + update);
        }
        Runtime.getRuntime().halt(0); // a close would save
    }
}

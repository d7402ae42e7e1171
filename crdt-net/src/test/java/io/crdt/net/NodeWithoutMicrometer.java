package io.crdt.net;

import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.replica.Key;
import io.crdt.type.ORSet;
import io.vertx.core.Vertx;
import java.nio.file.Path;

/** A process that runs a node and does not have what is optional. It refers to nothing that does. */
final class NodeWithoutMicrometer {

    private NodeWithoutMicrometer() {}

    /** Argument: a data directory. */
    public static void main(String[] arguments) {
        try {
            Class.forName("io.micrometer.core.instrument.MeterRegistry");
            throw new AssertionError("Micrometer is there");
        } catch (ClassNotFoundException expected) {
            run(Path.of(arguments[0]));
        }
    }

    private static void run(Path directory) {
        Key<ORSet<String>> cart = Key.of("cart", ORSet.type(String.class));
        Vertx vertx = Vertx.vertx();
        try {
            CrdtNode node = CrdtNode.create(vertx, new CrdtOptions().setDataDir(directory));
            Await.result(node.start());
            Await.result(node.update(cart, (set, me) -> set.add(me, "milk")));
            System.out.println(Await.result(node.health()).isOk() ? "runs" : "is ill");
            Await.result(node.close());
        } finally {
            Await.result(vertx.close());
        }
    }
}

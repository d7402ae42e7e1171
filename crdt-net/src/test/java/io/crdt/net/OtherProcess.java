package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.net.Authority.Identity;
import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.options.TlsOptions;
import io.crdt.net.status.NodeStatus;
import io.crdt.replica.Key;
import io.crdt.type.ORSet;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Another process with a node that wants to meet one of this process. It ends well if what it expects comes about. */
final class OtherProcess implements AutoCloseable {

    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));

    private final Process process;
    private final Path log;

    private OtherProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts it.
     *
     * @param identity its files; null for plain text
     * @param refusal what has to be in one of its problems, while nothing of ours reaches it; empty if it is to get in
     */
    static OtherProcess start(String seed, @Nullable Identity identity, String cluster, String refusal)
            throws IOException {
        Path log = Files.createTempFile("process", ".log");
        boolean plain = identity == null;
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherProcess.class.getName(),
                        seed,
                        plain ? "" : identity.key(),
                        plain ? "" : identity.chain(),
                        plain ? "" : identity.authorities(),
                        cluster,
                        refusal)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new OtherProcess(process, log);
    }

    void requireEnd() throws InterruptedException, IOException {
        boolean ended = process.waitFor(180, TimeUnit.SECONDS);
        assertTrue(ended, Files.readString(log));
        assertEquals(0, process.exitValue(), Files.readString(log));
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(log);
    }

    /** What runs in it. */
    public static void main(String[] arguments) {
        Vertx vertx = Vertx.vertx();
        CrdtOptions options = new CrdtOptions()
                .setName("b")
                .setCluster(arguments[4])
                .setReconnectMillis(20, 50)
                .addSeed(arguments[0]);
        if (!arguments[1].isEmpty()) {
            options.setTls(new TlsOptions(arguments[1], arguments[2], arguments[3]));
        }
        int exit = 0;
        try {
            CrdtNode node = Await.result(CrdtNode.create(vertx, options).start());
            if (arguments[5].isEmpty()) {
                converse(vertx, node);
            } else {
                expectRefusal(vertx, node, arguments[5]);
            }
            Await.result(node.close());
        } catch (AssertionError e) {
            e.printStackTrace();
            exit = 1;
        }
        Await.result(vertx.close());
        System.exit(exit);
    }

    private static void converse(Vertx vertx, CrdtNode node) {
        Await.until(vertx, "the parent's element arrives", () -> node.get(CART).contains("from the parent"));
        node.update(CART, (cart, me) -> cart.add(me, "from the child"));
        Await.until(vertx, "the parent thanks", () -> node.get(CART).contains("thanks"));
    }

    private static void expectRefusal(Vertx vertx, CrdtNode node, String refusal) {
        node.update(CART, (cart, me) -> cart.add(me, "from the child"));
        AtomicReference<NodeStatus> last = new AtomicReference<>();
        try {
            Await.until(vertx, "it is told why", () -> {
                node.status().onSuccess(last::set);
                return last.get() != null
                        && last.get().problems().stream()
                                .anyMatch(problem -> problem.text().contains(refusal));
            });
        } catch (AssertionError e) {
            throw new AssertionError("not \"" + refusal + "\" but " + last.get(), e);
        }
        assertTrue(last.get().peers().isEmpty(), "it is not linked");
        assertEquals(1, node.get(CART).size(), "nothing has reached it");
    }
}

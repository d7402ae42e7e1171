package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.codec.Codec;
import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.replica.Key;
import io.crdt.type.LWWRegister;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A value of 100 MB between two nodes with default settings, both in one process of 512 MB. */
class LargeValueTest {

    private static final int SIZE = 100_000_000;
    private static final Key<LWWRegister<String>> DOCUMENT = Key.of("document", LWWRegister.type(String.class));

    @Test
    void aValueOf100MegabytesReplicatesInAHeapOf512(@TempDir Path directory) throws Exception {
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TwoNodes.class.getName()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertTrue(process.waitFor(300, TimeUnit.SECONDS), () -> "it takes too long: " + read(log));
            assertEquals(0, process.exitValue(), () -> read(log));
        } finally {
            process.destroyForcibly();
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** What runs in the other process. */
    static final class TwoNodes {

        private TwoNodes() {}

        public static void main(String[] arguments) {
            Vertx vertx = Vertx.vertx();
            try {
                replicate(vertx);
            } finally {
                Await.result(vertx.close());
            }
        }

        private static void replicate(Vertx vertx) {
            CrdtNode a = CrdtNode.create(vertx, options(), Codec.standard());
            CrdtNode b = CrdtNode.create(vertx, options(), Codec.standard());
            Await.result(a.start());
            a.update(DOCUMENT, (document, me) -> document.set(me, "0123456789".repeat(SIZE / 10)));
            Await.result(b.start());
            Await.result(b.addSeed(a.address().toString()));
            Await.until(
                    vertx,
                    "the document arrives",
                    () -> b.get(DOCUMENT).get().map(String::length).orElse(0) == SIZE);
        }

        private static CrdtOptions options() {
            return new CrdtOptions();
        }
    }
}

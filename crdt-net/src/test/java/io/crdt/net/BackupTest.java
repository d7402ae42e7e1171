package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.replica.Key;
import io.crdt.type.GCounter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A node whose directory was copied: an old copy that is put back, and one that runs beside the original. */
class BackupTest {

    private static final Key<GCounter> VISITS = Key.of("visits", GCounter.type());

    @RegisterExtension
    final Nodes nodes = new Nodes();

    @TempDir
    private Path directory;

    /** What comes back from an old backup is another origin; what the peers had been told comes back from them. */
    @Test
    void aRestoredBackupLosesNothingThatPeersHave() throws IOException {
        CrdtNode b = nodes.start(new CrdtOptions().setName("b").setDiscovery(false));
        CrdtNode a = nodes.start(options("a").addSeed(Nodes.address(b)));
        Await.result(a.update(VISITS, (visits, me) -> visits.increment(me, 10)));
        Await.result(a.close());
        copy(directory.resolve("a"), directory.resolve("backup"));

        CrdtNode later = nodes.start(options("a").addSeed(Nodes.address(b)));
        Await.result(later.update(VISITS, (visits, me) -> visits.increment(me, 5)));
        nodes.await("b has it", () -> b.get(VISITS).value() == 15);
        Await.result(later.close());

        CrdtNode restored = nodes.create(options("backup").addSeed(Nodes.address(b)));
        assertEquals(10, restored.get(VISITS).value());
        Nodes.start(restored);
        Await.result(restored.update(VISITS, (visits, me) -> visits.increment(me, 100)));
        nodes.await(
                "the restored node has what it had forgotten",
                () -> restored.get(VISITS).value() == 115);
        nodes.await("b has everything", () -> b.get(VISITS).value() == 115);
        assertSame(3, restored.state().context().size());
    }

    /** Two machines with one disk image: they share the lasting half of their id, and are two replicas all the same. */
    @Test
    void clonesMeetAsTwoReplicas() throws IOException {
        CrdtNode original = nodes.create(options("a"));
        Await.result(original.update(VISITS, (visits, me) -> visits.increment(me)));
        Await.result(original.close());
        copy(directory.resolve("a"), directory.resolve("clone"));

        CrdtNode one = nodes.start(options("a"));
        CrdtNode two = nodes.start(options("clone").addSeed(Nodes.address(one)));
        Nodes.link(one, two);
        Await.result(one.update(VISITS, (visits, me) -> visits.increment(me, 10)));
        Await.result(two.update(VISITS, (visits, me) -> visits.increment(me, 100)));
        nodes.await("one has everything", () -> one.get(VISITS).value() == 111);
        nodes.await("two has everything", () -> two.get(VISITS).value() == 111);
        assertEquals(
                Await.result(one.status()).replica().high(),
                Await.result(two.status()).replica().high());
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private CrdtOptions options(String name) {
        return new CrdtOptions().setName(name).setDiscovery(false).setDataDir(directory.resolve(name));
    }
}

package io.crdt.net;

import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.status.NodeHealth;
import io.crdt.net.status.Problem;
import io.crdt.net.store.StoreException;
import io.crdt.net.store.sqlite.StoreFiles;
import io.crdt.replica.Key;
import io.crdt.replica.ReplicaState;
import io.crdt.type.ORSet;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A process with a disk of its own of a few MB. The disk becomes full under a node and is emptied again; then it can only be
 * read; then nodes begin on it when it is almost full. It prints what was found to be so.
 */
final class SmallDisk {

    private static final Key<ORSet<String>> NAMES = Key.of("names", ORSet.type(String.class));

    private static final int BLOCK = 4_096;

    /** With this many bytes left a store can be made and opened. */
    private static final int MOST_LEFT = 50 * BLOCK;

    private SmallDisk() {}

    /** Argument: where the disk is mounted. */
    public static void main(String[] arguments) throws Exception {
        Path disk = Path.of(arguments[0]);
        Vertx vertx = Vertx.vertx();
        try {
            ReplicaState saved = fill(vertx, disk);
            onlyRead(vertx, disk, saved);
            create(vertx, disk);
        } finally {
            Await.result(vertx.close());
        }
    }

    private static ReplicaState fill(Vertx vertx, Path disk) throws IOException {
        Path ballast = Files.write(disk.resolve("ballast"), new byte[1 << 20]);
        Path directory = disk.resolve("data");
        CrdtNode node = CrdtNode.create(vertx, options(directory));
        require(Await.result(node.health()).isOk(), "ok at first");
        Throwable failure = writeUntilFull(node);
        require(failure instanceof StoreException full && full.kind() == StoreException.Kind.FULL, "told: " + failure);
        require(failure.getMessage().contains("crdt.db"), "the file is named");
        NodeHealth health = Await.result(node.health());
        require(
                !health.isOk()
                        && health.reasons().get(0) instanceof Problem.StoreFailed failed
                        && failed.kind() == StoreException.Kind.FULL,
                "not ok: " + health);
        require(Await.result(node.status()).unsaved() > 0, "unsaved is counted");
        int known = node.get(NAMES).size();
        Await.failure(node.update(NAMES, (names, me) -> names.add(me, "in memory")));
        require(node.get(NAMES).size() == known + 1, "reading and writing go on in memory");
        require(StoreFiles.verify(directory).isSound(), "what is on the disk is sound");

        Files.delete(ballast);
        AtomicReference<NodeHealth> last = new AtomicReference<>(health);
        Await.until(vertx, "it recovers by itself", () -> {
            node.health().onSuccess(last::set);
            return last.get().isOk();
        });
        Await.result(node.update(NAMES, (names, me) -> names.add(me, "with room")));
        require(Await.result(node.status()).unsaved() == 0, "all is saved");
        Await.result(node.close());
        CrdtNode again = CrdtNode.create(vertx, options(directory));
        require(again.state().equals(node.state()), "a restart has everything");
        Await.result(again.close());
        System.out.println("a full disk: " + failure.getMessage());
        return node.state();
    }

    private static Throwable writeUntilFull(CrdtNode node) {
        for (int i = 0; ; i++) {
            String name = i + "x".repeat(2_000);
            var update = node.update(NAMES, (names, me) -> names.add(me, name));
            Throwable failure = Await.result(update.map((Throwable) null).otherwise(cause -> cause));
            if (failure != null) {
                return failure;
            }
        }
    }

    private static void onlyRead(Vertx vertx, Path disk, ReplicaState saved) throws Exception {
        Path directory = disk.resolve("data");
        mount("remount,ro", disk);
        try {
            CrdtNode.create(vertx, options(directory));
            throw new AssertionError("a disk that cannot be written was used");
        } catch (StoreException refused) {
            require(refused.getMessage().contains(directory.toString()), "it is named: " + refused.getMessage());
            System.out.println("a disk that can only be read: " + refused.getMessage());
        }
        mount("remount,rw", disk);
        CrdtNode node = CrdtNode.create(vertx, options(directory));
        require(node.state().equals(saved), "nothing has changed");
        Await.result(node.close());
    }

    /** A node that begins on a full disk begins whole or not at all, whatever the last thing was that there was room for. */
    private static void create(Vertx vertx, Path disk) throws IOException {
        int refused = 0;
        int begun = 0;
        for (int left = 0; left <= MOST_LEFT; left += BLOCK) {
            Path directory = disk.resolve("with " + left);
            Path ballast = fillUpTo(disk, left);
            try {
                CrdtNode node = CrdtNode.create(vertx, options(directory));
                require(StoreFiles.verify(directory).isSound(), "sound with " + left);
                Await.result(node.close());
                begun++;
            } catch (StoreException e) {
                require(e.getMessage().contains(directory.toString()), "it is named: " + e.getMessage());
                refused++;
            }
            Files.delete(ballast);
            boolean made = Files.exists(directory.resolve("crdt.db"));
            require(!made || StoreFiles.verify(directory).isSound(), "whole or not at all with " + left);
            CrdtNode node = CrdtNode.create(vertx, options(directory)); // nothing is in the way
            Await.result(node.update(NAMES, (names, me) -> names.add(me, "with room")));
            Await.result(node.close());
        }
        require(refused > 0 && begun > 0, refused + " were refused, " + begun + " have begun");
        System.out.println("a disk that was full at the start: " + refused + " refused, " + begun + " begun");
    }

    private static Path fillUpTo(Path disk, int left) throws IOException {
        Path ballast = disk.resolve("ballast");
        try (FileChannel channel = FileChannel.open(ballast, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            try {
                while (channel.write(ByteBuffer.allocate(BLOCK)) > 0) {
                    // until there is no room
                }
            } catch (IOException full) {
                channel.truncate(channel.size() / BLOCK * BLOCK - left);
            }
        }
        return ballast;
    }

    private static void mount(String options, Path disk) throws Exception {
        Process mount = new ProcessBuilder("mount", "-o", options, disk.toString())
                .inheritIO()
                .start();
        require(mount.waitFor() == 0, "mount -o " + options);
    }

    private static CrdtOptions options(Path directory) {
        return new CrdtOptions().setDataDir(directory);
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError("not so: " + what);
        }
    }
}

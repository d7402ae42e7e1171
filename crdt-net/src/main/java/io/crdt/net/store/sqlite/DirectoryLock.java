package io.crdt.net.store.sqlite;

import io.crdt.net.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The right to use a directory, of one store at a time. It ends with the process, however that ends.
 *
 * <p>The directories that this process holds are also kept in a set: where locks belong to processes, as on POSIX systems,
 * just opening and closing the file a second time would give up the lock.
 *
 * <p>The lock is on the file and not on its name. If somebody deletes the file, another process makes one of the same name
 * and locks that; so {@link #isHeld} compares the two, and {@link #retake} locks whatever has the name now.
 */
final class DirectoryLock implements AutoCloseable {

    private static final String FILE = "lock";
    private static final int MAX_HOLDER_BYTES = 200;
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private FileChannel channel;
    private @Nullable Object key;

    private DirectoryLock(Path directory, FileChannel channel, @Nullable Object key) {
        this.directory = directory;
        this.channel = channel;
        this.key = key;
    }

    /**
     * Takes the lock.
     *
     * @throws StoreException if another store has it; the message names the process that does
     */
    static DirectoryLock acquire(Path given) {
        Path directory;
        try {
            directory = given.toRealPath();
        } catch (IOException e) {
            throw new StoreException("cannot use the directory " + given + ": " + e, e);
        }
        if (!HELD.add(directory)) {
            throw inUse(directory, "this process itself");
        }
        try {
            return lock(directory);
        } catch (IOException | RuntimeException e) {
            HELD.remove(directory);
            throw e instanceof StoreException inUse
                    ? inUse
                    : new StoreException("cannot lock the directory " + directory + ": " + e, e);
        }
    }

    private static DirectoryLock lock(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw inUse(directory, holder(file));
            }
            String holder = "process " + ProcessHandle.current().pid() + " since " + Instant.now();
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)));
            return new DirectoryLock(directory, channel, key(file));
        } catch (IOException | RuntimeException e) {
            channel.close(); // or this process would keep the lock
            throw e;
        }
    }

    /** Returns what tells a file from another one of its name; null where the system has no such thing. */
    private static @Nullable Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /** Tells whether the locked file is still the one that others would find locked. */
    boolean isHeld() {
        try {
            return Objects.equals(key, key(directory.resolve(FILE)));
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Takes the lock again if its file is not there any more.
     *
     * @throws StoreException if another process has taken it meanwhile, or it cannot be taken
     */
    void retake() {
        if (isHeld()) {
            return;
        }
        try {
            DirectoryLock taken = lock(directory);
            FileChannel lost = channel;
            channel = taken.channel;
            key = taken.key;
            lost.close();
        } catch (IOException e) {
            throw new StoreException("cannot lock the directory " + directory + " again: " + e, e);
        }
    }

    private static String holder(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            String holder = new String(in.readNBytes(MAX_HOLDER_BYTES), StandardCharsets.UTF_8);
            return holder.isBlank() ? "another process" : holder;
        }
    }

    private static StoreException inUse(Path directory, String holder) {
        return new StoreException(
                StoreException.Kind.IN_USE,
                "the directory " + directory + " is in use by " + holder + "; only one node may use it at a time",
                null);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreException("cannot give back the directory " + directory + ": " + e, e);
        } finally {
            HELD.remove(directory);
        }
    }
}

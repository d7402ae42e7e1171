package io.crdt.net.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which files a store has open, compared with those that have their names now.
 *
 * <p>SQLite and the system go on with a file that was deleted, moved or replaced: a transaction succeeds, and is gone with
 * the process. So a store compares before it writes, and once more before it says that something is safe. A file is known by
 * what the system identifies it by, which no other file gets as long as it is open, and by its size, since neither the
 * database nor the log becomes shorter while it is in use. That takes three looks at a directory that is in memory, some
 * microseconds, and finds whatever was done before the save; nobody can promise what a file will be after it.
 */
final class OpenedFiles {

    /** What became of the files. */
    enum Finding {
        /** They are what they were. */
        SAME,

        /** The log is gone. It is still open, so closing the database carries everything over, and all is well again. */
        LOG_GONE,

        /** The lock is gone, and another process may have taken it; what it writes is noticed by the head. */
        LOCK_GONE,

        /** They are others, or gone. */
        OTHER;

        /** Tells whether closing the database leaves all that was saved where it is looked for. */
        boolean keepsWhatWasSaved() {
            return this != OTHER;
        }
    }

    private record Seen(@Nullable Object key, long size) {}

    private final Path directory;
    private final DirectoryLock lock;
    private final Path file;
    private final Path log;
    private final @Nullable Object device;
    private @Nullable Seen fileSeen;
    private @Nullable Seen logSeen;

    private OpenedFiles(Path directory, DirectoryLock lock, Database database) throws IOException {
        this.directory = directory;
        this.lock = lock;
        file = database.file();
        log = database.log();
        device = device(directory);
        note();
    }

    /** Remembers the files of a database that was opened and read. */
    static OpenedFiles of(Path directory, DirectoryLock lock, Database database) throws IOException {
        return new OpenedFiles(directory, lock, database);
    }

    /** Remembers how long the files are now. */
    void note() throws IOException {
        fileSeen = look(file);
        logSeen = look(log);
    }

    private static @Nullable Seen look(Path path) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Seen(attributes.fileKey(), attributes.size());
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Compares; the log is made by the first write, so that it may come while nobody looks. */
    Finding find() throws IOException {
        Seen fileNow = look(file);
        Seen logNow = look(log);
        if (!isStill(fileSeen, fileNow) || logNow != null && !isStill(logSeen, logNow) && logSeen != null) {
            return Finding.OTHER;
        }
        if (logNow == null && logSeen != null) {
            return Finding.LOG_GONE;
        }
        fileSeen = fileNow;
        logSeen = logNow;
        return lock.isHeld() ? Finding.SAME : Finding.LOCK_GONE;
    }

    private static boolean isStill(@Nullable Seen before, @Nullable Seen now) {
        return before != null && now != null && Objects.equals(before.key(), now.key()) && now.size() >= before.size();
    }

    /** Returns what is different now, as text for people. */
    String difference() throws IOException {
        if (!Files.isDirectory(directory)) {
            return "it was deleted or moved away";
        }
        StringBuilder told = new StringBuilder();
        tell(told, file, fileSeen, look(file));
        tell(told, log, logSeen, look(log));
        if (!lock.isHeld()) {
            told.append(told.isEmpty() ? "" : ", ").append("the lock file was deleted or replaced");
        }
        return told.toString();
    }

    private static void tell(StringBuilder told, Path path, @Nullable Seen before, @Nullable Seen now) {
        if (before != null && !isStill(before, now)) {
            told.append(told.isEmpty() ? "" : ", ").append(path.getFileName());
            if (now == null) {
                told.append(" was deleted or moved away");
            } else if (!Objects.equals(before.key(), now.key())) {
                told.append(" was replaced by another file");
            } else {
                told.append(" was cut from ")
                        .append(before.size())
                        .append(" to ")
                        .append(now.size())
                        .append(" bytes");
            }
        }
    }

    /**
     * Tells whether a directory, or what would be its parent, is on the disk on which the files were. A directory on which
     * that disk is mounted no more is on another one, and comes back into sight with the disk.
     */
    boolean isOnSameDisk() throws IOException {
        Path present = directory.toAbsolutePath();
        while (!Files.exists(present) && present.getParent() != null) {
            present = present.getParent();
        }
        return Objects.equals(device, device(present));
    }

    private static @Nullable Object device(Path path) throws IOException {
        boolean isUnix = path.getFileSystem().supportedFileAttributeViews().contains("unix");
        return isUnix ? Files.getAttribute(path, "unix:dev") : null;
    }
}

package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full disk, and one that can only be read, in a mount namespace of its own: nobody else sees it. */
class SmallDiskTest {

    @TempDir
    private Path directory;

    @Test
    void aFullDiskLosesNothingAndNeedsNoRestartAndAStoreIsMadeWholeOrNotAtAll() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        String mount = "mount -t tmpfs -o size=3m tmpfs \"$0\"";
        assumeTrue(run(List.of("unshare", "-rm", "sh", "-c", mount, disk.toString()), "try"), "no disk can be mounted");

        boolean passed = run(
                List.of(
                        "unshare",
                        "-rm",
                        "sh",
                        "-c",
                        mount + " && exec \"$@\"",
                        disk.toString(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallDisk.class.getName(),
                        disk.toString()),
                "log");

        String log = Files.readString(directory.resolve("log"));
        assertTrue(passed, log);
        assertTrue(log.contains("a full disk: cannot write " + disk), log);
        assertTrue(log.contains("a disk that can only be read: cannot "), log);
        assertTrue(log.contains("a disk that was full at the start: "), log);
        try (var left = Files.list(disk)) {
            assertEquals(0, left.count(), "the disk was the process's own");
        }
    }

    private boolean run(List<String> command, String log) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve(log).toFile())
                    .start();
            if (!process.waitFor(180, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            return false; // there is no such command here
        }
    }
}

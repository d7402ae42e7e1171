package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * That the operating system was told to force the log to the disk, and was done with it, before an update is acknowledged:
 * what no look at files can tell. Where a process can be watched with {@code strace}.
 */
class SyncedWritesTest {

    private static final int UPDATES = 20;

    /** A system call as strace prints it, whole, or its beginning or its end if another thread came between. */
    private static final Pattern CALL = Pattern.compile("(\\d+) +(?:<\\.\\.\\. )?(fsync|fdatasync|write)\\b(.*)");

    private static final Pattern ACKNOWLEDGED = Pattern.compile("\"acknowledged (\\d+)");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"SYNC", "GROUP(1)"})
    void theLogIsForcedBeforeEachUpdateIsAcknowledged(String durability) throws Exception {
        List<String> calls = callsOf(durability);

        int acknowledged = -1;
        boolean forced = true;
        for (String call : calls) {
            if (call.equals("forced")) {
                forced = true;
            } else {
                assertTrue(forced, () -> call + " before the log was forced: " + calls);
                acknowledged = Integer.parseInt(call);
                forced = false;
            }
        }
        assertEquals(UPDATES, acknowledged, calls::toString);
    }

    @Test
    void withoutDurabilityNothingWaitsForTheDisk() throws Exception {
        List<String> calls = callsOf("NONE");

        assertEquals(
                UPDATES + 1,
                calls.stream().filter(call -> !call.equals("forced")).count(),
                calls::toString);
        assertTrue(calls.stream().filter("forced"::equals).count() < UPDATES, calls::toString);
    }

    /** Returns what the process has done: "forced" for the end of each sync of the log, numbers of updates acknowledged. */
    private List<String> callsOf(String durability) throws IOException, InterruptedException {
        Path trace = directory.resolve("trace");
        assumeTrue(run(List.of("strace", "-f", "-y", "-o", trace.toString(), "true")), "no strace, or not permitted");
        boolean ended = run(List.of(
                "strace",
                "-f",
                "-y",
                "-e",
                "trace=fsync,fdatasync,write",
                "-o",
                trace.toString(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SyncedWrites.class.getName(),
                directory.resolve("data").toString(),
                durability,
                String.valueOf(UPDATES)));
        assertTrue(ended, () -> read(directory.resolve("log")));
        Set<String> forcing = new HashSet<>();
        return Files.readAllLines(trace).stream()
                .map(CALL::matcher)
                .filter(Matcher::matches)
                .map(call -> event(call.group(1), call.group(2), call.group(3), forcing))
                .filter(event -> !event.isEmpty())
                .toList();
    }

    private static String event(String thread, String call, String rest, Set<String> forcing) {
        Matcher acknowledged = ACKNOWLEDGED.matcher(rest);
        if (call.equals("write")) {
            return acknowledged.find() ? acknowledged.group(1) : "";
        }
        if (rest.contains("crdt.db-wal>")) {
            forcing.add(thread);
        }
        return rest.endsWith("= 0") && forcing.remove(thread) ? "forced" : "";
    }

    private boolean run(List<String> command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
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

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

package io.crdt.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the board command refuses; {@code BoardProcessTest} runs it. */
final class BoardCommandTest {

    @TempDir
    private Path directory;

    private Captured run(String... arguments) {
        return Captured.run(
                Stream.concat(Stream.of("board"), Stream.of(arguments)).toArray(String[]::new));
    }

    private void assertRefused(int status, String why, Captured run) {
        assertEquals(status, run.status(), run.toString());
        assertEquals(1, run.complaints().size(), run.err());
        assertTrue(run.err().startsWith("crdt-demo board: ") && run.err().contains(why), run.err());
    }

    @Test
    void badArgumentsAreNamedInOneLine() {
        String data = "--data=" + directory.resolve("anna");
        assertRefused(2, "--name", run(data));
        assertRefused(2, "--data", run("--name=anna"));
        assertRefused(2, "--name must be 1 to 50 characters", run(data, "--name=" + "x".repeat(51)));
        assertRefused(2, "--port must be 0 to 65535, but is 70000", run(data, "--name=anna", "--port=70000"));
        assertRefused(2, "--ui must be 0 to 65535, but is -1", run(data, "--name=anna", "--ui=-1"));
        assertRefused(2, "--peer: ", run(data, "--name=anna", "--peer=nowhere"));
        assertTrue(Files.notExists(directory.resolve("anna")));
    }

    @Test
    void whatIsNoDirectoryIsNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "no directory");
        assertRefused(1, "file", run("--name=anna", "--data=" + file));
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            for (String option : List.of("--port=", "--ui=")) {
                Path data = directory.resolve(option);
                Captured run = run("--name=anna", "--data=" + data, option + port);
                assertRefused(1, port, run);
                assertEquals(Files.exists(data), run.err().contains("was made, and is empty yet"), run.err());
            }
        }
    }

    @Test
    void helpFitsEightyColumns() {
        Captured help = run("--help");
        assertEquals(0, help.status());
        assertTrue(help.out().lines().allMatch(line -> line.length() <= 80), help.out());
    }
}

package io.crdt.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said to someone who asks for what cannot be. */
final class ArgumentsTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--nodes 1           | --nodes must be 2 to 50, but is 1",
                "--nodes 51          | --nodes must be 2 to 50, but is 51",
                "--nodes five        | 'five'",
                "--updates -1        | --updates must be 0 to 10,000,000, but is -1",
                "--updates 10000001  | but is 10000001",
                "--seconds 0         | --seconds must be more than 0",
                "--seconds NaN       | --seconds must be more than 0",
                "--seed x            | 'x'",
                "--port 0            | --port must be 1 to 65531",
                "--port 65532        | --port must be 1 to 65531",
                "--interval 0        | --interval must be 1 to 60,000 ms, but is 0",
                "--push-delay -1     | --push-delay must be 0 to 60,000 ms, but is -1",
                "--ui --nodes 101    | --nodes must be 2 to 100, but is 101",
                "--ui 65536          | --ui must be 0 to 65535, but is 65536",
                "--ui --input x      | --input does not go with --ui",
                "--ui --updates 5    | --updates does not go with --ui",
                "--ui --seconds 5    | --seconds does not go with --ui",
                "--ui --no-partition | --no-partition does not go with --ui",
                "--frobnicate        | --frobnicate",
                "surplus             | surplus",
                "--input             | --input",
            })
    void badArgumentsAreOneLineAndStatusTwo(String args, String named) {
        assertRefused(Captured.gossip(args.split(" ", -1)), named);
    }

    @Test
    void anUnknownCommandIsRefused() {
        assertRefused(Captured.run("gosip"), "gosip");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Path missing = directory.resolve("missing.txt");
        assertRefused(Captured.gossip("--input", missing.toString()), missing + ": there is no such file");
    }

    @Test
    void aDirectoryIsNoText() {
        assertRefused(Captured.gossip("--input", directory.toString()), directory + ": it is a directory");
    }

    @Test
    void aFileWithANulIsNoText() throws IOException {
        Path file = Files.write(directory.resolve("nul"), new byte[] {'a', 'b', 0, 'c'});
        assertRefused(Captured.gossip("--input", file.toString()), file + " is not text: there is a NUL at byte 2");
    }

    @Test
    void aFileThatIsNotUtf8IsNoText() throws IOException {
        Path file =
                Files.write(directory.resolve("latin1"), new byte[] {(byte) 0xc3, (byte) 0xa9, 'n', (byte) 0xe9, 'n'});
        assertRefused(Captured.gossip("--input", file.toString()), file + " is not UTF-8 text: byte 3 is 0xe9");
    }

    @Test
    void aCutOffCharacterIsNoText() throws IOException {
        Path file = Files.write(directory.resolve("cut"), new byte[] {'a', (byte) 0xc3});
        assertRefused(Captured.gossip("--input", file.toString()), file + " is not UTF-8 text: byte 1 is 0xc3");
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int first = Math.min(taken.getLocalPort(), 65_535 - 1);
            Captured run = Captured.gossip("--nodes", "2", "--port", Integer.toString(first));

            assertEquals(1, run.status(), run.out());
            assertEquals(1, run.complaints().size(), run.err());
            assertTrue(run.err().contains("127.0.0.1:" + taken.getLocalPort()), run.err());
            assertTrue(run.err().toLowerCase(Locale.ROOT).contains("in use"), run.err());
        }
    }

    @Test
    void helpAndVersionAreAnswered() {
        assertTrue(Captured.run().out().contains("gossip"));
        assertEquals(0, Captured.run("--help").status());
        assertEquals(0, Captured.run("--version").status());
        Captured help = Captured.run("gossip", "--help");
        assertEquals(0, help.status());
        assertTrue(help.out().contains("--no-partition"), help.out());
        assertTrue(help.out().lines().allMatch(line -> line.length() <= 80), help.out());
    }

    private static void assertRefused(Captured run, String named) {
        assertEquals(2, run.status(), run.err());
        assertEquals(1, run.complaints().size(), run.err());
        assertTrue(run.err().contains(named), run.err());
        assertEquals("", run.out());
    }
}

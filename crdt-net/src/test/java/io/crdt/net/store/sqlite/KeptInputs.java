package io.crdt.net.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The inputs that fuzzing has kept, since each reached something new: one file for each target, an input a line. Inputs that
 * have found a fault are files of their own, which Jazzer replays.
 */
final class KeptInputs {

    private KeptInputs() {}

    /** A target, which may throw what it likes. */
    @FunctionalInterface
    interface Target {

        void run(byte[] input) throws Exception;
    }

    static void replay(Class<?> test, String method, Target target) throws IOException {
        String file = test.getSimpleName() + "." + method + ".txt";
        try (InputStream in = test.getResourceAsStream(file)) {
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            assertFalse(text.isBlank(), file + " has no inputs");
            text.lines().forEach(line -> run(line, target));
        }
    }

    private static void run(String line, Target target) {
        int space = line.indexOf(' ');
        try {
            target.run(Base64.getDecoder().decode(line.substring(space + 1)));
        } catch (Exception | AssertionError e) {
            throw new AssertionError("input " + line.substring(0, space) + ": " + e.getMessage(), e);
        }
    }
}

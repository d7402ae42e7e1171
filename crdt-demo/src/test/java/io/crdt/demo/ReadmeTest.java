package io.crdt.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every Java example of the README, and of the documents that it sends its readers to, compiles and does what is said there. */
class ReadmeTest {

    private static final Path ROOT = Path.of("..");

    /** The documents with examples for users, the README first. */
    private static final List<String> DOCUMENTS = List.of(
            "README.md",
            "crdt-net/OPERATING.md",
            "crdt-core/laws/LAWS.md",
            "crdt-net/sim/SIMULATOR.md",
            "crdt-demo/DEMO.md");

    private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private static final String AROUND = """
            import io.crdt.causal.*;
            import io.crdt.codec.*;
            import io.crdt.laws.*;
            import io.crdt.laws.spec.*;
            import io.crdt.net.*;
            import io.crdt.net.options.*;
            import io.crdt.net.record.*;
            import io.crdt.net.status.*;
            import io.crdt.replica.*;
            import io.crdt.sim.*;
            import io.crdt.type.*;
            import io.vertx.core.Vertx;
            import java.util.*;
            import java.util.stream.Collectors;

            public final class Example {
                public static Vertx run(Vertx given) {
                    Vertx vertx%s

                    return vertx;
                }
            }
            """;

    private final PrintStream console = System.out;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final List<Vertx> opened = new ArrayList<>();

    @TempDir
    private Path classes;

    @BeforeEach
    void capture() {
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void release() throws Exception {
        System.setOut(console);
        for (Vertx vertx : opened) {
            vertx.close().await(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void thereAreTenExamples() throws IOException {
        assertEquals(10, examples().size());
    }

    @Test
    void twoOfflineCartsBecomeOne() throws Exception {
        run(examples().get(0));
        awaitPrinted("the phone sees [milk]");
        awaitPrinted("the phone sees [bread]");
    }

    @Test
    void anAppWatchesWhatItWrites() throws Exception {
        run(examples().get(1));
        awaitPrinted("new or renamed: {t1=water the plants}{}");
        awaitPrinted("done: [t1], open again: []");
    }

    @Test
    void aRecordIsAValueAndMayGainComponents() throws Exception {
        run(exampleWith("record Note"));
        awaitPrinted("[Note[text=buy milk, tags=[today], urgency=HIGH]]");
    }

    @Test
    void anUpdateMayBeAssured() throws Exception {
        run(exampleWith("Assurance.replicas"));
        awaitPrinted("sold: 1");
    }

    @Test
    void whatOthersHaveWrittenIsNotUndone() throws Exception {
        run(exampleWith("board/titles"));
        awaitPrinted("Ben's title stays: [oat milk]");
    }

    @Test
    void aTypeOfOnesOwnKeepsTheLaws() throws Exception {
        run(exampleWith("record Poll"));
    }

    @Test
    void aRunSaysWhatItWasAboutAndWhatItCannotSee() throws Exception {
        run(exampleWith("record Switch"));
        awaitPrinted("what no law noticed: ");
    }

    @Test
    void aClusterIsUpgradedProcessByProcess() throws Exception {
        run(exampleWith("enum Priority"));
        awaitPrinted(
                "visits: 1, but the key priorities (LWWMap<String, Priority>) holds a value of kind 16 that cannot");
    }

    @Test
    void aNodeIsProtected() throws Exception {
        run(exampleWith("setTls"));
    }

    /** The type, its operation, and what checks its laws are three parts, with an empty line before each of them. */
    @Test
    void aTypeOfOnesOwnIsSmallAndTheOneThatIsTested() throws IOException {
        List<String> parts = Pattern.compile("\n\n(?=record|List)")
                .splitAsStream(exampleWith("record Poll"))
                .toList();
        assertEquals(3, parts.size());
        assertTrue(linesOf(parts.get(0)) <= 40, parts.get(0));
        assertTrue(linesOf(parts.get(1)) + linesOf(parts.get(2)) <= 15, parts.get(1) + parts.get(2));
        String tested = Files.readString(Path.of(
                "..", "crdt-core", "laws", "src", "test", "java", "io", "crdt", "type", "PollExampleTest.java"));
        for (String part : parts) {
            assertTrue(bare(tested).contains(bare(part)), part);
        }
    }

    private static long linesOf(String code) {
        return code.lines().filter(line -> !line.isBlank()).count();
    }

    private static String bare(String code) {
        return code.replaceAll("//.*|@Override|\\s", "");
    }

    @Test
    void aWorldOfOnesOwnIsSimulated() throws Exception {
        run(exampleWith("SimulationOptions world"));
        awaitPrinted(" rounds");
    }

    private static String exampleWith(String code) throws IOException {
        return examples().stream()
                .filter(each -> each.contains(code))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> examples() throws IOException {
        List<String> examples = new ArrayList<>();
        for (String document : DOCUMENTS) {
            String text = Files.readString(ROOT.resolve(document));
            EXAMPLE.matcher(text).results().map(match -> match.group(1)).forEach(examples::add);
        }
        return examples;
    }

    private void run(String example) throws Exception {
        compile(example);
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            Vertx given = Vertx.vertx();
            opened.add(given);
            Object used =
                    loader.loadClass("Example").getMethod("run", Vertx.class).invoke(null, given);
            opened.add((Vertx) used);
        }
    }

    private void compile(String example) throws IOException {
        boolean opensVertx = example.startsWith("Vertx vertx");
        String body = opensVertx ? example.substring("Vertx vertx".length()) : " = given;\n" + example;
        Path source = classes.resolve("Example.java");
        Files.writeString(source, AROUND.formatted(body));
        StringWriter messages = new StringWriter();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            boolean compiled = compiler.getTask(
                            messages,
                            files,
                            null,
                            List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path")),
                            null,
                            files.getJavaFileObjects(source))
                    .call();
            assertTrue(compiled, messages.toString());
        }
    }

    private void awaitPrinted(String line) throws Exception {
        Vertx vertx = opened.get(0);
        var seen = Promise.<Void>promise();
        vertx.setPeriodic(1, tick -> {
            if (printed.toString(StandardCharsets.UTF_8).contains(line)) {
                seen.tryComplete();
            }
        });
        try {
            seen.future().await(60, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("not printed: " + line + ", but:\n" + printed.toString(StandardCharsets.UTF_8), e);
        }
    }
}

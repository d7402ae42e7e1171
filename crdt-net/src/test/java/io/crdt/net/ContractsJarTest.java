package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.net.contract.StoreContract;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Authors of stores and transports get one package of our tests in a jar: it must not need the others. */
class ContractsJarTest {

    private static final String CONTRACT = "io.crdt.net.contract";
    private static final Pattern USED = Pattern.compile("-> ([a-z][\\w.]*[.][A-Z][\\w$]*)");
    private static final Pattern EXPORTED = Pattern.compile("exports ([\\w.]+);");

    @Test
    void theJarHasTheContracts() throws Exception {
        assertTrue(
                Files.readString(Path.of("pom.xml")).contains("<include>io/crdt/net/contract/*.class</include>"),
                "what does the jar have?");
        Set<String> used = used();
        assertTrue(
                used.containsAll(Set.of("io.crdt.net.store.Store", "io.crdt.net.transport.Transport")),
                () -> "" + used);
    }

    @Test
    void theContractsUseWhatIsPublishedAndNothingElse() throws Exception {
        Set<String> published = new TreeSet<>(Set.of(CONTRACT));
        for (String module : List.of("../crdt-core", "protocol", ".")) {
            String exports = Files.readString(Path.of(module, "src/main/java/module-info.java"));
            EXPORTED.matcher(exports).results().map(found -> found.group(1)).forEach(published::add);
        }
        assertTrue(published.contains("io.crdt.net.store"), () -> "" + published);
        Set<String> unpublished = used().stream()
                .map(name -> name.substring(0, name.lastIndexOf('.')))
                .filter(name -> !published.contains(name)
                        && !name.startsWith("java.")
                        && !name.startsWith("io.vertx.core")
                        && !name.startsWith("org.junit.jupiter.api")
                        && !name.startsWith("org.jspecify"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), unpublished);
    }

    /** Returns the classes that those of the jar use. */
    private static Set<String> used() throws Exception {
        Path tests = Path.of(StoreContract.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        StringWriter printed = new StringWriter();
        ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
        PrintWriter out = new PrintWriter(printed);
        jdeps.run(
                out,
                out,
                "-verbose:class",
                "-filter:none",
                "--ignore-missing-deps",
                tests.resolve(CONTRACT.replace('.', '/')).toString());
        return USED.matcher(printed.toString())
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

package io.crdt.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tests that the documents name as proof exist under that name. */
class DocumentsTest {

    private static final Path ROOT = Path.of("..");

    /** {@code NameTest} or {@code NameTest.method}, and {@code method}, {@code other} after it. */
    private static final Pattern NAMED = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`((?:, `[a-z]\\w*`)*)");

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "crdt-core/DESIGN.md", "crdt-net/PROTOCOL.md"})
    void theTestsThatADocumentNamesExist(String document) throws IOException {
        String text = Files.readString(ROOT.resolve(document));
        assertEquals(List.of(), missing(text, sources()), document + " names tests that do not exist");
    }

    @Test
    void aTestThatDoesNotExistIsNoticed() throws IOException {
        String text =
                "`GoneTest`, `DocumentsTest.gone`, `DocumentsTest`, `DocumentsTest.aTestThatDoesNotExistIsNoticed`, `lost`";
        assertEquals(List.of("GoneTest", "DocumentsTest.gone", "DocumentsTest.lost"), missing(text, sources()));
    }

    private static List<String> missing(String text, Map<String, String> sources) {
        List<String> missing = new ArrayList<>();
        Matcher named = NAMED.matcher(text);
        while (named.find()) {
            String source = sources.get(named.group(1));
            if (source == null) {
                missing.add(named.group(1));
                continue;
            }
            Stream.concat(
                            Stream.ofNullable(named.group(2)),
                            Arrays.stream(named.group(3).split("[,` ]+")))
                    .filter(method -> !method.isEmpty() && !source.contains(" " + method + "("))
                    .forEach(method -> missing.add(named.group(1) + "." + method));
        }
        return missing;
    }

    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (String module :
                List.of("crdt-core", "crdt-core/laws", "crdt-net/protocol", "crdt-net/sim", "crdt-net", "crdt-demo")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                for (Path file : files.filter(each -> each.toString().endsWith("Test.java"))
                        .toList()) {
                    String name = file.getFileName().toString();
                    sources.merge(
                            name.substring(0, name.length() - ".java".length()),
                            Files.readString(file),
                            String::concat);
                }
            }
        }
        assertTrue(sources.size() > 50, "where are the tests? found " + sources.size());
        return sources;
    }
}

package io.crdt.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents name exists: tests as evidence, and the pages that they link to. */
class DocumentsTest {

    private static final Path ROOT = Path.of("..");

    private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");

    /** {@code NameTest} or {@code NameTest.method}, and {@code method}, {@code other} after it. */
    private static final Pattern NAMED = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`((?:, `[a-z]\\w*`)*)");

    private static final Pattern GLOSSARY_ROW = Pattern.compile("\\| \\*\\*(.*)\\*\\* \\|.*\\|([^|]*)\\|");

    /** Words of another century or of another language's syntax, for which there are plain ones. */
    private static final Pattern NOT_PLAIN = Pattern.compile(
            "\\b(so many|whomever|whoever|whom|vain|anew|deeds?|lets? (it|him|them) be|tells? nobody|told to nobody"
                    + "|what (comes|becomes) of)\\b",
            Pattern.CASE_INSENSITIVE);

    @ParameterizedTest
    @MethodSource("documents")
    void theTestsThatADocumentNamesExist(String document) throws IOException {
        String text = Files.readString(ROOT.resolve(document));
        assertEquals(List.of(), missing(text, sources()), document + " names tests that do not exist");
    }

    @ParameterizedTest
    @MethodSource("documents")
    void whatADocumentLinksToExists(String document) throws IOException {
        Path path = ROOT.resolve(document);
        assertEquals(List.of(), deadLinks(path, Files.readString(path)), document + " has dead links");
    }

    @Test
    void aDeadLinkIsNoticed() throws IOException {
        String text =
                "[a](README.md#types), [b](GONE.md), [c](README.md#gone), [d](#gone), [e](https://example.org/gone)";
        assertEquals(List.of("GONE.md", "README.md#gone", "#gone"), deadLinks(ROOT.resolve("README.md"), text));
    }

    private static List<String> deadLinks(Path document, String text) throws IOException {
        List<String> dead = new ArrayList<>();
        Matcher link = LINK.matcher(text);
        while (link.find()) {
            Path target = link.group(1).isEmpty() ? document : document.resolveSibling(link.group(1));
            String anchor = link.group(2);
            if (!Files.exists(target) || anchor != null && !anchors(target).contains(anchor)) {
                dead.add(link.group(1) + (anchor == null ? "" : "#" + anchor));
            }
        }
        return dead;
    }

    private static List<String> anchors(Path document) throws IOException {
        return Files.readAllLines(document).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    static List<String> documents() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(each -> each.toString().endsWith(".md"))
                    .map(each -> ROOT.relativize(each).toString())
                    .filter(each -> !each.contains("target" + File.separator))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aTestThatDoesNotExistIsNoticed() throws IOException {
        String text =
                "`GoneTest`, `DocumentsTest.gone`, `DocumentsTest`, `DocumentsTest.aTestThatDoesNotExistIsNoticed`, `lost`";
        assertEquals(List.of("GoneTest", "DocumentsTest.gone", "DocumentsTest.lost"), missing(text, sources()));
    }

    @Test
    void theGlossarySpeaksOfWhatTheCodeSays() throws IOException {
        List<String> lines = Files.readAllLines(ROOT.resolve("crdt-core/GLOSSARY.md"));
        assertTrue(lines.size() <= 60, "a glossary of " + lines.size() + " lines is not learned");
        String code = code();
        List<String> wrong = new ArrayList<>();
        int words = 0;
        for (String line : lines) {
            Matcher row = GLOSSARY_ROW.matcher(line);
            if (row.matches()) {
                words++;
                split(row.group(1)).filter(word -> !says(code, word)).forEach(word -> wrong.add(word + " is not used"));
                split(row.group(2)).filter(word -> says(code, word)).forEach(word -> wrong.add(word + " is used"));
            }
        }
        assertTrue(words > 25, "where are the words? found " + words);
        assertEquals(List.of(), wrong);
    }

    @Test
    void codeAndDocumentsAreWrittenInPlainWords() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : texts()) {
            for (String line : notPlain(Files.readString(file))) {
                found.add(ROOT.relativize(file) + ": " + line);
            }
        }
        assertEquals(List.of(), found, "say it in plain words");
    }

    @Test
    void aWordThatIsNotPlainIsNoticed() {
        assertEquals(List.of("// Whoever  dials", "it is told to nobody"), notPlain("""
                // Whoever  dials
                plain
                it is told to nobody
                """));
    }

    @Test
    void thePageOfEachPackageSaysWhereToStart() throws IOException {
        List<Path> silent = new ArrayList<>();
        for (Path file : texts()) {
            if (file.endsWith("package-info.java")
                    && file.toString().contains("src/main/")
                    && !Files.readString(file).contains("Start with ")) {
                silent.add(file);
            }
        }
        assertEquals(List.of(), silent);
    }

    private static List<String> notPlain(String text) {
        return text.lines().filter(line -> NOT_PLAIN.matcher(line).find()).toList();
    }

    private static List<Path> texts() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(each -> each.toString().matches(".*\\.(java|md|js|html|css|xml|groovy|c)"))
                    .filter(each -> !each.toString().contains(File.separator + "target" + File.separator))
                    .filter(each -> !each.endsWith("DocumentsTest.java"))
                    .sorted()
                    .toList();
        }
    }

    private static Stream<String> split(String words) {
        return Arrays.stream(words.split(",")).map(String::strip).filter(word -> !word.isEmpty());
    }

    private static boolean says(String code, String word) {
        String spaces = word.replace(" ", "[\\s*/]+");
        return Pattern.compile("\\b" + spaces + "s?\\b", Pattern.CASE_INSENSITIVE)
                .matcher(code)
                .find();
    }

    private static String code() throws IOException {
        StringBuilder code = new StringBuilder();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(each -> each.toString().contains("src/main/java"))
                    .filter(each -> each.toString().endsWith(".java"))
                    .toList()) {
                code.append(Files.readString(file)).append('\n');
            }
        }
        return code.toString();
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

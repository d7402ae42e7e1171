package io.crdt.demo.web;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of a page inside the jar: those of one folder, and those that all pages share. A folder is flat and a name is
 * letters, digits and dashes, so no path leads anywhere else.
 */
final class Assets {

    private static final String SHARED = "/io/crdt/demo/web/";
    private static final Pattern PATH = Pattern.compile("/([a-z0-9-]{1,64}\\.([a-z]{2,4}))");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private final List<String> folders;

    /** The files in a folder of the class path, such as {@code /io/crdt/demo/ui/}. */
    Assets(String folder) {
        folders = List.of(folder, SHARED);
        if (read("/").isEmpty()) {
            throw new IllegalArgumentException("there is no " + folder + "index.html on the class path");
        }
    }

    /** A file with the media type it is served as. */
    record Asset(String type, Buffer content) {}

    /** Returns what is at the path of a URL, if anything is. */
    Optional<Asset> read(String path) {
        Matcher matcher = PATH.matcher(path.equals("/") ? "/index.html" : path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String name = matcher.group(1);
        return Optional.ofNullable(TYPES.get(matcher.group(2)))
                .flatMap(type -> folders.stream()
                        .flatMap(folder -> load(folder + name).stream())
                        .findFirst()
                        .map(content -> new Asset(type, content)));
    }

    private static Optional<Buffer> load(String resource) {
        try (InputStream in = Assets.class.getResourceAsStream(resource)) {
            return in == null ? Optional.empty() : Optional.of(Buffer.buffer(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource + " of the class path", e);
        }
    }
}

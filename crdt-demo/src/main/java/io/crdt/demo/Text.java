package io.crdt.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A text in lines.
 *
 * @param name what it is called
 * @param lines its lines, the first of which is number 1
 */
record Text(String name, List<String> lines) {

    private static final int BAD_INPUT = 2;
    private static final long MAX_BYTES = 256L << 20;

    /**
     * Reads a file in UTF-8.
     *
     * @throws DemoException if it cannot be read or is not text
     */
    static Text read(Path file) {
        if (Files.isDirectory(file)) {
            throw new DemoException(BAD_INPUT, "cannot read " + file + ": it is a directory");
        }
        try {
            if (Files.exists(file) && Files.size(file) > MAX_BYTES) {
                throw new DemoException(
                        BAD_INPUT, "cannot read " + file + ": it is larger than " + (MAX_BYTES >> 20) + " MiB");
            }
            return new Text(
                    String.valueOf(file.getFileName()),
                    decode(file, Files.readAllBytes(file)).lines().toList());
        } catch (NoSuchFileException e) {
            throw new DemoException(BAD_INPUT, "cannot read " + file + ": there is no such file");
        } catch (AccessDeniedException e) {
            throw new DemoException(BAD_INPUT, "cannot read " + file + ": permission denied");
        } catch (IOException e) {
            throw new DemoException(BAD_INPUT, "cannot read " + file + ": " + e.getMessage());
        }
    }

    private static String decode(Path file, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        int end = in.position();
        for (int i = 0; i < end; i++) {
            if (bytes[i] == 0) {
                throw new DemoException(BAD_INPUT, file + " is not text: there is a NUL at byte " + i);
            }
        }
        if (result.isError()) {
            throw new DemoException(
                    BAD_INPUT,
                    String.format(Locale.ROOT, "%s is not UTF-8 text: byte %d is 0x%02x", file, end, bytes[end]));
        }
        return out.flip().toString();
    }

    /** Returns the first lines. */
    Text first(int count) {
        return new Text(name, lines.subList(0, count));
    }

    /** Returns the words of a line, in order: the maximal runs of Unicode letters, in lower case. */
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        int start = -1;
        int i = 0;
        while (i < line.length()) {
            int codePoint = line.codePointAt(i);
            if (Character.isLetter(codePoint)) {
                start = start < 0 ? i : start;
            } else if (start >= 0) {
                words.add(line.substring(start, i).toLowerCase(Locale.ROOT));
                start = -1;
            }
            i += Character.charCount(codePoint);
        }
        if (start >= 0) {
            words.add(line.substring(start).toLowerCase(Locale.ROOT));
        }
        return words;
    }

    /** Returns how often each word is in a line. */
    static Map<String, Integer> wordCounts(String line) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        words(line).forEach(word -> counts.merge(word, 1, Integer::sum));
        return counts;
    }
}

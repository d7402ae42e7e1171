package io.crdt.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.protocol.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What WIRE.md shows is what is sent: each of its examples is read, and written again as it stands there. */
class WireDocumentTest {

    private static final Path DOCUMENT = Path.of("..", "WIRE.md");
    private static final MessageCodec CODEC = MessageCodec.of(Codec.standard());

    /** Bytes in the document, and the names of the messages that they are said to be. */
    private record Example(boolean isOnLink, List<String> names, String hex) {

        byte[] bytes() {
            return HexFormat.of().parseHex(hex);
        }
    }

    @Test
    void everyExampleIsTheMessageThatItIsSaidToBe() throws IOException, DecodeException {
        Set<String> shown = new TreeSet<>();
        for (Example example : examples()) {
            if (!example.isOnLink()) {
                Message message = CODEC.decode(example.bytes());
                assertEquals(example.names(), List.of(message.getClass().getSimpleName()));
                assertEquals(hex(example.bytes()), hex(CODEC.encode(message)));
                shown.addAll(example.names());
            }
        }
        Set<String> all = Arrays.stream(Message.class.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .filter(name -> !name.equals("Unknown"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(all, shown);
    }

    @Test
    void theExampleOfALinkIsWhatALinkCarries() throws IOException, DecodeException {
        List<Example> links = examples().stream().filter(Example::isOnLink).toList();
        assertTrue(!links.isEmpty());
        for (Example link : links) {
            LinkDecoder decoder = CODEC.newDecoder(1 << 20);
            LinkEncoder encoder = CODEC.newEncoder();
            ByteBuffer stream = ByteBuffer.wrap(link.bytes());
            List<String> read = new ArrayList<>();
            while (stream.hasRemaining()) {
                byte[] frame = new byte[stream.getInt()];
                stream.get(frame);
                Message message = decoder.accept(frame);
                assertTrue(message != null);
                assertEquals(hex(frame), hex(encoder.frames(message, 1 << 16).next()));
                read.add(message.getClass().getSimpleName());
            }
            assertEquals(link.names(), read);
        }
    }

    private static List<Example> examples() throws IOException {
        List<Example> examples = new ArrayList<>();
        List<String> names = List.of();
        StringBuilder hex = new StringBuilder();
        boolean isOnLink = false;
        boolean isInBlock = false;
        for (String line : Files.readAllLines(DOCUMENT)) {
            isInBlock ^= line.startsWith("```");
            boolean starts = isInBlock && (line.startsWith("example ") || line.startsWith("link "));
            if ((starts || line.startsWith("```")) && !names.isEmpty()) {
                examples.add(new Example(isOnLink, names, hex.toString()));
                names = List.of();
                hex.setLength(0);
            }
            if (starts) {
                isOnLink = line.startsWith("link ");
                names = List.of(line.split(" ")).subList(1, line.split(" ").length);
            } else if (!names.isEmpty()) {
                hex.append(line.replace(" ", ""));
            }
        }
        return examples;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}

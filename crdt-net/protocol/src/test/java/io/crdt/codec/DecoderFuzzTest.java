package io.crdt.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.crdt.protocol.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Whatever bytes come in, a decoder gives a message or refuses them, soon and with little memory. As a test it takes the
 * inputs that have found a fault, in its directory of resources, and those of {@link KeptInputs}; with {@code JAZZER_FUZZ=1}
 * Jazzer looks for new ones, guided by which branches they reach.
 */
class DecoderFuzzTest {

    private static final MessageCodec CODEC = MessageCodec.of(CodecTest.USER);
    private static final int MAX_STAGED = 1 << 16;

    /** A message that could be read is written again to one that is read as the same. */
    @FuzzTest(maxDuration = "30m", maxExecutions = 1_500_000)
    void aMessage(byte[] bytes) {
        Message message;
        try {
            message = CODEC.decode(bytes);
        } catch (DecodeException refused) {
            return;
        }
        byte[] written = CODEC.encode(message);
        try {
            assertArrayEquals(written, CODEC.encode(CODEC.decode(written)), message.toString());
        } catch (DecodeException e) {
            throw new AssertionError("what was written for " + message + " is refused", e);
        }
    }

    /** The first byte of each piece says how long it is; the pieces are frames of one link, up to the first refused one. */
    @FuzzTest(maxDuration = "30m", maxExecutions = 1_500_000)
    void framesOfALink(byte[] bytes) {
        LinkDecoder decoder = CODEC.newDecoder(MAX_STAGED);
        try {
            for (byte[] frame : pieces(bytes)) {
                Message message = decoder.accept(frame);
                assertTrue(message == null || message.toString() != null);
                assertTrue(decoder.stagedBytes() <= MAX_STAGED);
            }
        } catch (DecodeException refused) {
            assertTrue(refused.getMessage() != null);
        }
    }

    @Test
    void keptInputsForAMessage() throws IOException {
        KeptInputs.replay(DecoderFuzzTest.class, "aMessage", this::aMessage);
    }

    @Test
    void keptInputsForFramesOfALink() throws IOException {
        KeptInputs.replay(DecoderFuzzTest.class, "framesOfALink", this::framesOfALink);
    }

    private static List<byte[]> pieces(byte[] bytes) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int length = Math.min(bytes[at] & 0xff, bytes.length - at - 1);
            byte[] piece = new byte[length];
            System.arraycopy(bytes, at + 1, piece, 0, length);
            pieces.add(piece);
            at += 1 + length;
        }
        return pieces;
    }
}

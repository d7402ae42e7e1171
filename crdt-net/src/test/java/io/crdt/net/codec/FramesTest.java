package io.crdt.net.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class FramesTest {

    @Property(tries = 500)
    void splitMessagesComeTogetherAgain(
            @ForAll @Size(max = 5) List<byte[]> messages, @ForAll @IntRange(min = 2, max = 40) int maxFrame)
            throws DecodeException {
        FrameAssembler assembler = new FrameAssembler(1 << 20);
        for (byte[] message : messages) {
            byte[] whole = null;
            for (byte[] frame : Frames.split(message, maxFrame)) {
                assertNull(whole, "nothing follows the last frame");
                assertTrue(frame.length <= maxFrame);
                whole = assembler.accept(frame);
            }
            assertArrayEquals(message, whole);
        }
    }

    @Test
    void aMessageThatFitsIsOneFrame() {
        Iterator<byte[]> frames = Frames.split(new byte[9], 10).iterator();
        assertEquals(10, frames.next().length);
        assertThrows(NoSuchElementException.class, frames::next);
    }

    @Test
    void aMessageOverTheLimitIsRefusedWithSizeAndLimit() throws DecodeException {
        FrameAssembler assembler = new FrameAssembler(100);
        Iterator<byte[]> frames = Frames.split(new byte[101], 60).iterator();
        assertNull(assembler.accept(frames.next()));
        DecodeException refusal = assertThrows(DecodeException.class, () -> assembler.accept(frames.next()));
        assertTrue(refusal.getMessage().contains("101 bytes"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("maxMessageBytes is 100"), refusal.getMessage());
    }

    @Test
    void aMessageOfTheLimitIsTaken() throws DecodeException {
        FrameAssembler assembler = new FrameAssembler(100);
        byte[] whole = null;
        for (byte[] frame : Frames.split(new byte[100], 33)) {
            whole = assembler.accept(frame);
        }
        assertArrayEquals(new byte[100], whole);
    }

    @Test
    void whatIsNoFrameIsRefused() {
        for (byte[] wrong : List.of(new byte[0], new byte[] {2, 1}, new byte[] {-1}, new byte[] {Frames.MORE})) {
            assertThrows(DecodeException.class, () -> new FrameAssembler(100).accept(wrong));
        }
        assertThrows(IllegalArgumentException.class, () -> Frames.split(new byte[3], 1));
        assertThrows(IllegalArgumentException.class, () -> new FrameAssembler(0));
    }

    @Test
    void tinyFramesOfALargeMessageCostLinearTime() {
        byte[] message = new byte[8 << 20];
        FrameAssembler assembler = new FrameAssembler(message.length);
        byte[] whole = Assertions.assertTimeout(Duration.ofSeconds(10), () -> {
            byte[] result = null;
            for (byte[] frame : Frames.split(message, 9)) {
                result = assembler.accept(frame);
            }
            return result;
        });
        assertArrayEquals(message, whole);
    }
}

package io.crdt.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.protocol.CloseReason;
import io.crdt.protocol.Message;
import io.crdt.protocol.Message.Bye;
import io.crdt.protocol.Message.Probe;
import io.crdt.protocol.Message.Push;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class FramesTest {

    private static final MessageCodec CODEC = MessageCodec.of(Codec.standard());

    @Property(tries = 500)
    void splitMessagesComeTogetherAgain(
            @ForAll @Size(max = 5) List<byte[]> messages, @ForAll @IntRange(min = 2, max = 40) int maxFrame)
            throws DecodeException {
        FrameAssembler assembler = new FrameAssembler(1 << 20);
        for (byte[] message : messages) {
            assertArrayEquals(message, together(assembler, split(message, maxFrame)));
        }
    }

    @Property(tries = 200)
    void framesOfAnySizeComeTogetherAgain(
            @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 1, max = 20_000) Integer> sizes)
            throws DecodeException {
        byte[] message = numbered(sizes.stream().mapToInt(size -> size).sum());
        List<byte[]> frames = new ArrayList<>();
        int position = 0;
        for (int size : sizes) {
            byte[] frame = new byte[1 + size];
            System.arraycopy(message, position, frame, 1, size);
            position += size;
            frame[0] = position == message.length ? Frames.LAST : Frames.MORE;
            frames.add(frame);
        }
        FrameAssembler assembler = new FrameAssembler(1 << 20);
        assertArrayEquals(message, together(assembler, frames));
        assertEquals(0, assembler.stagedBytes());
    }

    @Property(tries = 200)
    void theFramesOfAMessageAreItsBytesWhateverTheirSize(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 200) int steps,
            @ForAll @IntRange(min = 2, max = 500) int maxFrame)
            throws DecodeException {
        Push push = new Push(new Executions(seed, 1 << 16).next(steps));
        List<byte[]> frames = new ArrayList<>();
        CODEC.newEncoder().frames(push, maxFrame).forEachRemaining(frames::add);

        assertArrayEquals(CODEC.encode(push), together(new FrameAssembler(1 << 20), frames));
        for (byte[] frame : frames.subList(0, frames.size() - 1)) {
            assertEquals(maxFrame, frame.length, "all frames but the last are full");
        }
    }

    @Test
    void aMessageThatFitsIsOneFrame() {
        Iterator<byte[]> frames = CODEC.newEncoder().frames(new Probe(1, 2), 18);
        assertEquals(18, frames.next().length);
        assertFalse(frames.hasNext());
        assertThrows(NoSuchElementException.class, frames::next);
    }

    @Test
    void aMessageOverTheLimitIsRefusedWithSizeAndLimit() throws DecodeException {
        FrameAssembler assembler = new FrameAssembler(100);
        Iterator<byte[]> frames = split(new byte[101], 60).iterator();
        assertNull(assembler.accept(frames.next()));
        DecodeException refusal = assertThrows(DecodeException.class, () -> assembler.accept(frames.next()));
        assertTrue(refusal.getMessage().contains("101 bytes"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("maxMessageBytes is 100"), refusal.getMessage());
    }

    @Test
    void aMessageOfTheLimitIsTaken() throws DecodeException {
        assertArrayEquals(new byte[100], together(new FrameAssembler(100), split(new byte[100], 33)));
    }

    @Test
    void aLimitThatIsRaisedHoldsFromThenOn() throws DecodeException {
        LinkEncoder encoder = CODEC.newEncoder();
        LinkDecoder decoder = CODEC.newDecoder(20);
        assertNotNull(decoder.accept(encoder.frames(new Probe(1, 2), 100).next()));
        decoder.setMaxMessageBytes(100);
        Message bye = new Bye(CloseReason.Kind.OTHER, "longer than twenty bytes by far");
        assertEquals(bye, decoder.accept(encoder.frames(bye, 100).next()));
    }

    /** The receiver has not read what the broken part names, so both begin with an empty memory. */
    @Property(tries = 100)
    void aMessageThatIsBrokenOffHasNeverBeen(
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 20) int sent,
            @ForAll @IntRange(min = 2, max = 40) int maxFrame)
            throws DecodeException {
        Executions run = new Executions(seed, 1 << 16);
        LinkEncoder encoder = CODEC.newEncoder();
        LinkDecoder decoder = CODEC.newDecoder(1 << 20);
        Push before = new Push(run.next(20));
        assertEquals(before, LinkCodecTest.carry(encoder, decoder, before, maxFrame));
        Iterator<byte[]> frames = encoder.frames(new Push(run.next(20)), maxFrame);
        for (int i = 0; i < sent && frames.hasNext(); i++) {
            byte[] frame = frames.next();
            if (frame[0] == Frames.MORE) {
                assertNull(decoder.accept(frame));
            }
        }
        assertNull(decoder.accept(encoder.breakOff()));
        assertEquals(0, decoder.stagedBytes());
        Push after = new Push(run.next(20));
        assertEquals(after, LinkCodecTest.carry(encoder, decoder, after, maxFrame));
    }

    @Test
    void whatIsNoFrameIsRefused() {
        for (byte[] wrong : List.of(new byte[0], new byte[] {2, 1}, new byte[] {-1}, new byte[] {Frames.MORE})) {
            assertThrows(DecodeException.class, () -> new FrameAssembler(100).accept(wrong));
        }
        assertThrows(IllegalArgumentException.class, () -> CODEC.newEncoder().frames(new Probe(1, 2), 1));
        assertThrows(IllegalArgumentException.class, () -> new FrameAssembler(0));
    }

    @Test
    void tinyFramesOfALargeMessageCostLinearTime() {
        byte[] message = numbered(8 << 20);
        byte[] whole = Assertions.assertTimeout(
                Duration.ofSeconds(10), () -> together(new FrameAssembler(message.length), split(message, 9)));
        assertArrayEquals(message, whole);
    }

    private static byte[] numbered(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31 >>> 4);
        }
        return bytes;
    }

    private static List<byte[]> split(byte[] message, int maxFrame) {
        List<byte[]> frames = new ArrayList<>();
        int position = 0;
        do {
            int length = Math.min(maxFrame - 1, message.length - position);
            byte[] frame = new byte[1 + length];
            System.arraycopy(message, position, frame, 1, length);
            position += length;
            frame[0] = position == message.length ? Frames.LAST : Frames.MORE;
            frames.add(frame);
        } while (position < message.length);
        return frames;
    }

    private static byte @Nullable [] together(FrameAssembler assembler, List<byte[]> frames) throws DecodeException {
        WireInput whole = null;
        for (byte[] frame : frames) {
            assertNull(whole, "nothing follows the last frame");
            whole = assembler.accept(frame);
        }
        return whole == null ? null : whole.readBytes(whole.left());
    }
}

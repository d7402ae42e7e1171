package io.crdt.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.protocol.CloseReason;
import io.crdt.protocol.Message;
import io.crdt.protocol.Message.Bye;
import io.crdt.protocol.Message.Hello;
import io.crdt.protocol.Message.Probe;
import io.crdt.protocol.Message.Push;
import io.crdt.protocol.Message.Unknown;
import io.crdt.replica.ReplicaId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What a link that carries checksums makes of bytes that are not those that were sent, and of messages it does not know. */
class DamagedLinkTest {

    private static final MessageCodec CODEC = MessageCodec.of(Codec.standard());
    private static final Hello HELLO = new Hello("shop", new ReplicaId(1, 2, "n1"), 1 << 20, 3, 4, 0, 5);

    /** A stream, as TCP carries it, with one byte changed: what is read is what was sent, up to where the link ends. */
    @Property(tries = 30)
    void nothingIsReadThatWasNotSentWhicheverByteIsDamaged(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 300) int maxFrame) {
        Random random = new Random(seed);
        List<Message> sent = conversation(seed);
        byte[] stream = stream(CODEC.newEncoder(), sent, maxFrame);
        assertEquals(sent, read(stream));
        for (int at = 0; at < stream.length; at++) {
            byte[] damaged = stream.clone();
            damaged[at] ^= (byte) (1 + random.nextInt(255));
            List<Message> read = read(damaged);
            int position = at;
            assertTrue(
                    read.size() < sent.size(),
                    () -> "seed " + seed + ": the damage at " + position + " went unnoticed");
            assertEquals(sent.subList(0, read.size()), read, () -> "seed " + seed + ", byte " + position);
        }
    }

    @Test
    void withoutChecksumsDamageIsTakenForAMessage() {
        List<Message> sent = List.of(HELLO, new Probe(5, 6));
        byte[] stream = stream(CODEC.newUncheckedEncoder(), sent, 100);
        stream[stream.length - 1] ^= 1;
        assertEquals(2, read(stream).size());
    }

    @Test
    void aChecksumMayBeSplitOverFrames() throws DecodeException {
        for (int maxFrame = 2; maxFrame < 40; maxFrame++) {
            LinkEncoder encoder = CODEC.newEncoder();
            LinkDecoder decoder = CODEC.newDecoder(1 << 20);
            assertEquals(HELLO, LinkCodecTest.carry(encoder, decoder, HELLO, maxFrame));
            Message bye = new Bye(CloseReason.Kind.OTHER, "x".repeat(20));
            assertEquals(bye, LinkCodecTest.carry(encoder, decoder, bye, maxFrame));
            assertNull(decoder.accept(encoder.breakOff()));
            assertEquals(bye, LinkCodecTest.carry(encoder, decoder, bye, maxFrame));
        }
    }

    @Test
    void aMessageOfAnUnknownKindIsSkippedAndTheNextOneIsRead() throws DecodeException {
        LinkEncoder encoder = CODEC.newEncoder();
        LinkDecoder decoder = CODEC.newDecoder(1 << 20);
        assertEquals(HELLO, LinkCodecTest.carry(encoder, decoder, HELLO, 100));
        assertEquals(
                new Unknown(99, 3), decoder.accept(LaterBuild.frame(LaterBuild.checked(new byte[] {99, 1, 2, 3}))));
        Push push = new Push(new Executions(1, 1 << 16).next(20));
        assertEquals(push, LinkCodecTest.carry(encoder, decoder, push, 100));
        assertEquals(
                new Unknown(200, 0), decoder.accept(LaterBuild.frame(LaterBuild.checked(new byte[] {(byte) 200}))));
        assertEquals(push, LinkCodecTest.carry(encoder, decoder, push, 100));
    }

    @Test
    void aFrameOfAChannelThatIsNotOpenIsRefused() throws DecodeException {
        LinkDecoder decoder = CODEC.newDecoder(1 << 20);
        assertNotNull(decoder.accept(CODEC.newEncoder().frames(HELLO, 100).next()));
        byte[] frame = {Frames.LAST + (5 << Frames.END_BITS), WireFormat.Kind.PROBE_AGAIN};
        DecodeException refusal = assertThrows(DecodeException.class, () -> decoder.accept(frame));
        assertTrue(refusal.getMessage().contains("only channel 0 is open"), refusal.getMessage());
    }

    static List<Message> conversation(long seed) {
        Random random = new Random(seed);
        Executions run = new Executions(seed, 1 << 16);
        List<Message> sent = new ArrayList<>(List.of(HELLO));
        while (sent.size() < 5) {
            Message next = LinkCodecTest.any(run, random);
            if (!(next instanceof Hello)) {
                sent.add(next instanceof Push ? new Push(run.next(5)) : next);
            }
        }
        return sent;
    }

    private static byte[] stream(LinkEncoder encoder, List<Message> messages, int maxFrame) {
        ByteBuffer stream = ByteBuffer.allocate(1 << 20);
        for (Message message : messages) {
            for (Iterator<byte[]> frames = encoder.frames(message, maxFrame); frames.hasNext(); ) {
                byte[] frame = frames.next();
                stream.putInt(frame.length).put(frame);
            }
        }
        byte[] bytes = new byte[stream.position()];
        stream.flip().get(bytes);
        return bytes;
    }

    /** Reads until the stream ends or makes no sense, as a receiver does. */
    private static List<Message> read(byte[] bytes) {
        LinkDecoder decoder = CODEC.newDecoder(1 << 20);
        ByteBuffer stream = ByteBuffer.wrap(bytes);
        List<Message> read = new ArrayList<>();
        try {
            while (stream.remaining() >= Frames.LENGTH_BYTES) {
                int length = stream.getInt();
                if (length < 1 || length > stream.remaining()) {
                    return read;
                }
                byte[] frame = new byte[length];
                stream.get(frame);
                Message message = decoder.accept(frame);
                if (message != null) {
                    read.add(message);
                }
            }
        } catch (DecodeException e) {
            return read;
        }
        return read;
    }
}

package io.crdt.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.Unit;
import io.crdt.causal.VersionVector;
import io.crdt.protocol.CloseReason;
import io.crdt.protocol.Message;
import io.crdt.protocol.Message.Bye;
import io.crdt.protocol.Message.Have;
import io.crdt.protocol.Message.Hello;
import io.crdt.protocol.Message.Probe;
import io.crdt.protocol.Message.Push;
import io.crdt.replica.ObjectId;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.Shape;
import io.crdt.replica.StateDelta;
import io.crdt.replica.StateDelta.ObjectEntries;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What is sent on a link refers to what was sent before, and comes back equal all the same. */
class LinkCodecTest {

    private static final MessageCodec CODEC = MessageCodec.of(Codec.standard());

    private final LinkEncoder encoder = CODEC.newEncoder();
    private final LinkDecoder decoder = CODEC.newDecoder(1 << 30);

    @Property(tries = 300)
    void whateverIsSaidOnALinkComesBackEqual(
            @ForAll long seed, @ForAll boolean forgetful, @ForAll @IntRange(min = 2, max = 3_000) int maxFrame)
            throws DecodeException {
        Random random = new Random(seed);
        Executions run = new Executions(seed, forgetful ? 4 : 1 << 16);
        LinkEncoder sender = CODEC.newEncoder();
        LinkDecoder receiver = CODEC.newDecoder(1 << 20);
        for (int i = 0; i < 12; i++) {
            Message message = any(run, random);
            assertEquals(message, carry(sender, receiver, message, maxFrame), () -> "seed " + seed);
        }
    }

    static CloseReason.Kind anyKind(Random random) {
        return CloseReason.Kind.of(random.nextInt(CloseReason.Kind.values().length));
    }

    static Message any(Executions run, Random random) {
        return switch (random.nextInt(10)) {
            case 0 ->
                new Hello("shop", ReplicaId.random(random, "node"), 1 << 20, random.nextLong(), random.nextLong());
            case 1 -> new Probe(random.nextInt(2), 0);
            case 2 -> new Bye(anyKind(random), Values.text(random, 0xffff));
            case 3, 4 -> new Have(run.next(random.nextInt(20)).from(), random.nextBoolean());
            case 5 -> new Message.Confirm(few(run.next(random.nextInt(20)).from()));
            case 6 -> new Message.Durable(few(run.next(random.nextInt(20)).from()));
            default -> new Push(run.next(random.nextInt(60)));
        };
    }

    private static VersionVector few(VersionVector vector) {
        return vector.size() <= Message.Confirm.MAX_ORIGINS ? vector : VersionVector.EMPTY;
    }

    @Test
    void anEncoderCountsWhatItWouldSend() {
        Random random = new Random(3);
        Executions run = new Executions(3, 1 << 16);
        LinkEncoder counting = CODEC.newEncoder();
        for (int i = 0; i < 50; i++) {
            Message message = any(run, random);
            long sent = 0;
            for (Iterator<byte[]> frames = encoder.frames(message, 100); frames.hasNext(); ) {
                sent += 4 + frames.next().length;
            }
            assertEquals(sent, counting.size(message, 100));
        }
    }

    @Test
    void whatWasNamedOnceIsANumber() throws DecodeException {
        StateDelta delta = Executions.additions(1);
        long first = size(new Push(delta));
        long again = size(new Push(delta));
        assertTrue(again <= first - 16 - "cart".length(), first + " bytes, then " + again);
    }

    @Test
    void aProbeThatRepeatsTheLastDigestsIsOneByte() throws DecodeException {
        assertTrue(size(new Hello("shop", new ReplicaId(1, 2, "n"), 1 << 20, 3, 4)) > 30);
        int checksum = MessageChecksum.BYTES;
        assertEquals(6 + checksum, size(new Probe(3, 4)));
        assertEquals(6 + 16 + checksum, size(new Probe(3, 5)));
        assertEquals(6 + checksum, size(new Probe(3, 5)));
    }

    @Test
    void aLinkForgetsObjectsThatAreTooMany() throws DecodeException {
        String longName = "n".repeat(WireFormat.MAX_OBJECT_CHARS / 10);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 25; i++) {
                assertTrue(size(new Push(oneObject(longName + i, "OwnType" + i))) > 100_000, "forgotten meanwhile");
                assertTrue(size(new Push(oneObject(longName + i, "OwnType" + i))) < 60, "known still");
            }
        }
        assertTrue(size(new Push(oneObject("m".repeat(2 * WireFormat.MAX_OBJECT_CHARS), "T"))) > 2_000_000);
        assertTrue(size(new Push(oneObject("m".repeat(2 * WireFormat.MAX_OBJECT_CHARS), "T"))) < 60);
    }

    @Test
    void aLinkForgetsIncarnationsThatAreTooMany() throws DecodeException {
        Random random = new Random(5);
        Map<Incarnation, Long> seqs = new HashMap<>();
        while (seqs.size() < WireFormat.MAX_INCARNATIONS) {
            seqs.put(Incarnation.random(random), 1L + random.nextInt(100));
        }
        VersionVector many = VersionVector.EMPTY.withSeqs(seqs);
        assertTrue(size(new Have(many, true)) > 17L * WireFormat.MAX_INCARNATIONS);
        assertTrue(size(new Have(VersionVector.EMPTY.advancedTo(first(many), 200), true)) < 12, "known still");
        assertTrue(size(new Push(oneObject("one", "more"))) > 20, "one more than may be known by number");
        assertTrue(size(new Have(many, false)) > 17L * WireFormat.MAX_INCARNATIONS);
    }

    @Test
    void aLongTextIsTheSameTextInFramesOfAnySize() throws DecodeException {
        Random random = new Random(11);
        for (int maxFrame : new int[] {2, 7, 4096, 65_536}) {
            int length = maxFrame < 10 ? 20_000 : 300_000;
            for (int bound : new int[] {0x7f, 0x600, 0xffff}) {
                StringBuilder text = new StringBuilder();
                while (text.length() < length) {
                    int point = 1 + random.nextInt(bound);
                    text.appendCodePoint(Character.isSurrogate((char) point) ? 0x1f600 + random.nextInt(50) : point);
                }
                List<Object> nested = List.of("before", text.toString(), List.of(text.toString(), 7L), "after");
                Push push = new Push(oneEntry(nested));
                assertEquals(push, carry(CODEC.newEncoder(), CODEC.newDecoder(1 << 24), push, maxFrame));
                Push alone = new Push(oneEntry(text.toString()));
                assertEquals(alone, carry(CODEC.newEncoder(), CODEC.newDecoder(1 << 24), alone, maxFrame));
            }
        }
    }

    @Test
    void aTextWithHalfASurrogatePairComesBackToo() throws DecodeException {
        Push push = new Push(oneEntry("x".repeat(50_000) + '\ud800'));
        assertEquals(push, carry(encoder, decoder, push, 1000));
    }

    @Test
    void theSenderHoldsAFrameAndNotTheMessage() {
        Iterator<byte[]> frames = encoder.frames(new Push(Executions.additions(20_000)), 1_024);
        MemoryMeter meter = new MemoryMeter();
        while (frames.hasNext()) {
            assertNotNull(frames.next());
        }
        // What it allocates is its frames and a few more bytes each: no copy of the message that doubles as it grows.
        assertTrue(meter.allocated() < 8 << 20, () -> meter.allocated() + " bytes");
    }

    @Test
    void aNumberThatStandsForNothingIsRefused() throws DecodeException {
        Incarnation origin = new Incarnation(1, 2);
        VersionVector vector = VersionVector.EMPTY.advancedTo(origin, 5);
        assertEquals(new Have(vector, true), carry(encoder, decoder, new Have(vector, true), 100));
        for (byte[] wrong : List.of(
                new byte[] {1, WireFormat.Kind.HAVE, 1, 1, 2, 2}, // an incarnation beyond the next one
                new byte[] {1, WireFormat.Kind.HAVE, 1, 2, 0, 2, 9, 2}, // the same with a known one before it
                new byte[] {1, WireFormat.Kind.HAVE, 1, 1, 0, 9}, // five less than five
                new byte[] {1, WireFormat.Kind.PUSH, 0, 1, 0, 2, 1, 1, 0, 0}, // an object beyond the next one
                new byte[] {1, WireFormat.Kind.PUSH, 0, 1, 0, 2, 1, 0, (byte) 0x81, 'n', 99, 0, 0}, // a type
                new byte[] {1, WireFormat.Kind.PUSH, 1, 0, 11, 0, 0, 0}, // from is six less than five
                new byte[] {1, WireFormat.Kind.PROBE_AGAIN})) {
            LinkDecoder fresh = CODEC.newDecoder(1 << 20);
            Have first = new Have(vector, true);
            assertEquals(
                    first, fresh.accept(CODEC.newEncoder().frames(first, 100).next()));
            assertThrows(DecodeException.class, () -> fresh.accept(wrong));
        }
    }

    private static Incarnation first(VersionVector vector) {
        List<Incarnation> origins = new ArrayList<>();
        vector.forEach((origin, seq) -> origins.add(origin));
        return origins.get(0);
    }

    private static StateDelta oneObject(String name, String type) {
        Entry entry = new Entry(Path.of("e"), Executions.dot(1, 1), Unit.UNIT);
        ObjectId id = new ObjectId(name, type, new Shape.Leaf(false).inMaps(1));
        return delta(new ObjectEntries(id, List.of(entry)));
    }

    private static StateDelta oneEntry(Object payload) {
        Entry entry = new Entry(Path.of("key"), Executions.dot(1, 1), payload);
        return delta(new ObjectEntries(new ObjectId("name", "MVMap", new Shape.Leaf(true).inMaps(1)), List.of(entry)));
    }

    private static StateDelta delta(ObjectEntries object) {
        VersionVector to = VersionVector.EMPTY.advancedTo(Executions.dot(1, 1));
        return new StateDelta(VersionVector.EMPTY, to, List.of(object), List.of(), Map.of(), null);
    }

    private long size(Message message) throws DecodeException {
        long size = 0;
        Message arrived = null;
        for (Iterator<byte[]> frames = encoder.frames(message, 65_536); frames.hasNext(); ) {
            byte[] frame = frames.next();
            size += 4 + frame.length;
            arrived = decoder.accept(frame);
        }
        assertEquals(message, arrived);
        return size;
    }

    static Message carry(LinkEncoder sender, LinkDecoder receiver, Message message, int maxFrame)
            throws DecodeException {
        Message arrived = null;
        for (Iterator<byte[]> frames = sender.frames(message, maxFrame); frames.hasNext(); ) {
            assertNull(arrived, "a message ends with its last frame");
            arrived = receiver.accept(frames.next());
        }
        assertNotNull(arrived);
        return arrived;
    }
}

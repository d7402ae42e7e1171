package io.crdt.codec;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.protocol.CloseReason;
import io.crdt.protocol.Message;
import io.crdt.protocol.Message.Bye;
import io.crdt.protocol.Message.Forked;
import io.crdt.protocol.Message.Have;
import io.crdt.protocol.Message.Hello;
import io.crdt.protocol.Message.Probe;
import io.crdt.protocol.Message.Prune;
import io.crdt.protocol.Message.Push;
import io.crdt.replica.ReplicaId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class HostileBytesTest {

    private static final long SEED = 20250101;
    private static final long MANY = Integer.MAX_VALUE;
    private static final MessageCodec CODEC = MessageCodec.of(CodecTest.USER);

    /** What a message of few bytes may make a decoder allocate, in bytes. */
    private static final long FAIR_SHARE = 1 << 20;

    @Test
    void aMutatedMessageIsAMessageOrIsRefused() {
        Random random = new Random(SEED);
        List<byte[]> messages = messages(random);
        int[] decoded = {0};
        assertTimeout(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < 120_000; i++) {
                byte[] bytes = mutated(messages.get(random.nextInt(messages.size())), random);
                decoded[0] += decodes(bytes) ? 1 : 0;
            }
        });
        assertTrue(decoded[0] > 1000, "mutants that only differ in a value decode, but here " + decoded[0]);
    }

    @Test
    void randomBytesAreRefused() {
        int decoded = 0;
        Random random = new Random(SEED);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            if (bytes.length > 0 && random.nextBoolean()) {
                bytes[0] = (byte) (1 + random.nextInt(6));
            }
            decoded += decodes(bytes) ? 1 : 0;
        }
        assertTrue(decoded < 500, "random bytes hardly ever are a message, but here " + decoded);
    }

    @Test
    void aMutatedFrameOnALinkIsAMessageOrIsRefused() {
        Random random = new Random(SEED);
        int[] decoded = {0};
        assertTimeout(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < 2_000; i++) {
                Executions run = new Executions(random.nextLong(), i % 2 == 0 ? 4 : 1 << 16);
                LinkEncoder encoder = CODEC.newUncheckedEncoder();
                LinkDecoder decoder = CODEC.newDecoder(1 << 20);
                for (int j = 0; j < 3; j++) {
                    LinkCodecTest.carry(encoder, decoder, LinkCodecTest.any(run, random), 200);
                }
                for (int j = 0; j < 20 && sendsMutant(encoder, decoder, LinkCodecTest.any(run, random), random); j++) {
                    decoded[0]++;
                }
            }
        });
        assertTrue(decoded[0] > 300, "mutants that only differ in a value decode, but here " + decoded[0]);
    }

    /** Whatever a mutant makes the decoder believe, what comes after it is a message or refused as well. */
    private static boolean sendsMutant(LinkEncoder encoder, LinkDecoder decoder, Message message, Random random) {
        List<byte[]> frames = new ArrayList<>();
        encoder.frames(message, 200).forEachRemaining(frames::add);
        int victim = random.nextInt(frames.size());
        frames.set(victim, mutated(frames.get(victim), random));
        try {
            for (byte[] frame : frames) {
                Message read = decoder.accept(frame);
                assertTrue(read == null || read.toString() != null);
            }
            return true;
        } catch (DecodeException e) {
            return false;
        } catch (RuntimeException | Error e) {
            throw new AssertionError("seed " + SEED + " gave " + message, e);
        }
    }

    @Test
    void everyTruncationAndEveryAppendixIsRefused() {
        for (byte[] bytes : messages(new Random(SEED))) {
            for (int length = 0; length < Math.min(bytes.length, 300); length++) {
                byte[] truncated = Arrays.copyOf(bytes, length);
                assertThrows(DecodeException.class, () -> CODEC.decode(truncated));
            }
            DecodeException refusal =
                    assertThrows(DecodeException.class, () -> CODEC.decode(Arrays.copyOf(bytes, bytes.length + 1)));
            assertTrue(
                    refusal.getMessage().contains("follow")
                            || refusal.getMessage().contains("its checksum is wrong"),
                    refusal.getMessage());
        }
    }

    @Test
    void aHugeLengthIsRefusedBeforeAnythingIsAllocatedForIt() {
        for (long length : new long[] {MANY, MANY - 8, 1 << 28, 0xffff_ffffL, 0x8000_0000L}) {
            assertValueRefused(out -> tag(out, WireFormat.Tag.LONG_STRING, length));
            assertValueRefused(out -> tag(out, WireFormat.Tag.UTF16_STRING, length));
            assertValueRefused(out -> tag(out, Tags.LIST, length));
            assertValueRefused(out -> tag(out, Tags.BIG_INTEGER, length));
            assertValueRefused(out -> tag(out, Tags.GROW_MAP, length));
            assertValueRefused(out -> user(out, 18, nested -> tag(nested, WireFormat.Tag.LONG_STRING, length)));
            assertValueRefused(out -> user(out, 18, nested -> {
                nested.string("name");
                nested.writeVarInt((int) length, true);
            }));
            for (int kind : new int[] {WireFormat.Kind.PUSH, WireFormat.Kind.PUSH_WITH_SURVIVORS}) {
                assertMessageRefused(out -> tag(out, kind, length));
                assertMessageRefused(out -> objects(out, kind, length));
                assertMessageRefused(out -> entries(out, kind, length));
                assertMessageRefused(out -> removals(out, kind, length));
            }
            assertMessageRefused(out -> survivors(out, length, 1));
            assertMessageRefused(out -> survivors(out, 1, length));
            assertMessageRefused(out -> {
                out.writeByte(WireFormat.Kind.HAVE);
                tag(out, 1, length);
            });
            assertMessageRefused(out -> {
                out.writeByte(WireFormat.Kind.BYE);
                tag(out, WireFormat.Tag.LONG_STRING, length);
            });
        }
    }

    @Test
    void deepNestingIsRefused() {
        byte[] lists = new byte[200_000];
        Arrays.fill(lists, (byte) 1);
        for (int i = 0; i < lists.length; i += 2) {
            lists[i] = Tags.LIST;
        }
        assertThrows(DecodeException.class, () -> Codec.standard().decode(lists));
        byte[] optionals = new byte[200_000];
        Arrays.fill(optionals, (byte) Tags.PRESENT);
        assertThrows(DecodeException.class, () -> Codec.standard().decode(optionals));
        byte[] nested = {Tags.TRUE};
        for (int i = 0; i < 1_000; i++) {
            byte[] inner = nested;
            nested = bytes(out -> user(out, 19, holder -> holder.writeBytes(inner)));
        }
        byte[] holders = nested;
        DecodeException refusal = assertThrows(DecodeException.class, () -> CodecTest.USER.decode(holders));
        assertTrue(refusal.getMessage().contains("nest at most"), refusal.getMessage());
    }

    @Test
    void aLatticeThatCouldNotHaveBeenWrittenIsRefused() {
        byte[] pairs = new byte[200_000];
        Arrays.fill(pairs, (byte) Tags.PAIR);
        assertThrows(DecodeException.class, () -> Codec.standard().decode(pairs));
        assertValueRefused(out -> out.writeBytes(new byte[] {Tags.MAX, Tags.LIST, 0}));
        assertValueRefused(out -> out.writeBytes(new byte[] {Tags.PAIR, Tags.TRUE, Tags.TRUE}));
        assertValueRefused(out -> out.writeBytes(new byte[] {Tags.RESET_TALLY, 2, 0, (byte) 0xff, 0}));
        byte[] beforeTheFirst = {Tags.TALLY, -1, -1, -1, -1, -1, -1, -1, -1, -1, 2};
        assertValueRefused(out -> out.writeBytes(beforeTheFirst));
        byte[] mapInKey = {Tags.GROW_MAP, 1, Tags.GROW_MAP, 0, Tags.MAX, Tags.TRUE};
        assertValueRefused(out -> out.writeBytes(mapInKey));
        byte[] keyTwice = {Tags.GROW_MAP, 2, Tags.TRUE, Tags.MAX, Tags.TRUE, Tags.TRUE, Tags.MAX, Tags.TRUE};
        assertValueRefused(out -> out.writeBytes(keyTwice));
    }

    @Test
    void malformedTextIsRefused() {
        for (int[] wrong :
                new int[][] {{0xc3}, {0xc0, 0x80}, {0xed, 0xa0, 0x80}, {0xf8, 0x88, 0x80, 0x80, 0x80}, {0x80}}) {
            byte[] bytes = new byte[1 + wrong.length];
            bytes[0] = (byte) (WireFormat.Tag.STRING + wrong.length);
            for (int i = 0; i < wrong.length; i++) {
                bytes[i + 1] = (byte) wrong[i];
            }
            DecodeException refusal =
                    assertThrows(DecodeException.class, () -> Codec.standard().decode(bytes));
            assertTrue(refusal.getMessage().contains("UTF-8"), refusal.getMessage());
        }
    }

    private static List<byte[]> messages(Random random) {
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Executions run = new Executions(random.nextLong(), i % 2 == 0 ? 4 : 1 << 16);
            messages.add(CODEC.encode(new Push(run.next(1 + random.nextInt(60)))));
        }
        Incarnation origin = Incarnation.random(random);
        messages.add(CODEC.encode(new Hello("cluster", ReplicaId.random(random, "node"), 1 << 20, 1, 2)));
        messages.add(CODEC.encode(new Have(VersionVector.EMPTY.advancedTo(origin, 300), true)));
        messages.add(CODEC.encode(new Probe(1, 2)));
        messages.add(CODEC.encode(new Bye(CloseReason.Kind.OFFLINE, "shutting down")));
        messages.add(CODEC.encode(new Prune(Set.of(origin))));
        messages.add(CODEC.encode(new Forked(Set.of(origin))));
        for (int i = 0; i < 10; i++) {
            Executions.repairs(random.nextLong(), 1 + random.nextInt(60))
                    .forEach(repair -> messages.add(CODEC.encode(repair)));
        }
        return messages;
    }

    private static byte[] mutated(byte[] valid, Random random) {
        byte[] bytes = valid.clone();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0, 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes[at] = (byte) random.nextInt();
                case 3 -> bytes[at] = (byte) 0xff;
                case 4 -> bytes = spliced(bytes, at, new byte[] {(byte) random.nextInt()}, 0);
                default -> bytes = spliced(bytes, at, new byte[] {}, bytes.length > 1 ? 1 : 0);
            }
        }
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int at, byte[] inserted, int removed) {
        WireOutput out = new WireOutput();
        out.writeBytes(Arrays.copyOf(bytes, at));
        out.writeBytes(inserted);
        out.writeBytes(Arrays.copyOfRange(bytes, at + removed, bytes.length));
        return out.takeAll();
    }

    private static boolean decodes(byte[] bytes) {
        try {
            Message message = CODEC.decode(bytes);
            return message.hashCode() != 0 || message.toString() != null;
        } catch (DecodeException e) {
            return false;
        } catch (RuntimeException | Error e) {
            throw new AssertionError("seed " + SEED + " gave " + HexFormat.of().formatHex(bytes), e);
        }
    }

    private interface Decoding {
        Object decode(byte[] bytes) throws DecodeException;
    }

    private static void assertValueRefused(Consumer<WireOutput> writing) {
        assertCheaplyRefused(CodecTest.USER::decode, bytes(writing));
    }

    private static void assertMessageRefused(Consumer<WireOutput> writing) {
        assertCheaplyRefused(CODEC::decode, bytes(writing));
    }

    private static void assertCheaplyRefused(Decoding decoding, byte[] bytes) {
        MemoryMeter meter = new MemoryMeter();
        DecodeException refusal = assertThrows(DecodeException.class, () -> decoding.decode(bytes));
        long spent = meter.allocated();
        assertTrue(spent < FAIR_SHARE, () -> spent + " bytes allocated: " + refusal.getMessage());
    }

    private static byte[] bytes(Consumer<WireOutput> writing) {
        WireOutput out = new WireOutput();
        writing.accept(out);
        return out.takeAll();
    }

    private static void tag(WireOutput out, int tag, long length) {
        out.writeByte(tag);
        out.writeVarInt((int) length, true);
        out.writeBytes("some bytes".getBytes(StandardCharsets.UTF_8));
    }

    private static void user(WireOutput out, int id, Consumer<WireOutput> writing) {
        WireOutput nested = new WireOutput();
        writing.accept(nested);
        out.writeByte(WireFormat.Tag.USER);
        out.writeVarInt(id, true);
        byte[] bytes = nested.takeAll();
        out.writeVarInt(bytes.length, true);
        out.writeBytes(bytes);
    }

    private static void head(WireOutput out, int kind) {
        out.writeByte(kind);
        out.writeVarInt(0, true);
        out.writeVarInt(1, true);
        out.writeVarInt(0, true);
        out.writeLong(1);
        out.writeLong(2);
        out.writeVarLong(WireFormat.MAX_SEQ, false);
    }

    private static void objects(WireOutput out, int kind, long count) {
        head(out, kind);
        out.writeVarInt((int) count, true);
    }

    private static void entries(WireOutput out, int kind, long entries) {
        head(out, kind);
        out.writeVarInt(1, true);
        out.writeByte(0);
        out.writeByte(WireFormat.Tag.STRING);
        out.writeByte(0);
        out.writeByte(2);
        out.writeVarInt((int) entries, true);
        out.writeByte(0);
        out.writeBytes(new byte[] {0, 0, 0, 0, 0, 0});
    }

    private static void survivors(WireOutput out, long origins, long ranges) {
        head(out, WireFormat.Kind.PUSH_WITH_SURVIVORS);
        out.writeVarInt(0, true);
        out.writeByte(WireFormat.Removals.END);
        out.writeVarInt(0, true);
        out.writeVarInt((int) origins, true);
        out.writeByte(0);
        out.writeVarInt((int) ranges, true);
        out.writeBytes(new byte[] {0, 0, 0, 0, 0, 0});
    }

    private static void removals(WireOutput out, int kind, long count) {
        head(out, kind);
        out.writeVarInt(0, true);
        out.writeByte(WireFormat.Removals.GROUP);
        out.writeByte(0);
        out.writeByte(WireFormat.Removals.LONG_FORM);
        out.writeByte(1 << 2 | 2);
        out.writeVarLong(1, false);
        out.writeVarInt((int) count, true);
        out.writeByte(WireFormat.Removals.END);
    }
}

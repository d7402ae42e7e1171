package io.crdt.codec;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.payload.ValueEncoder;
import io.crdt.protocol.CloseReason;
import io.crdt.protocol.Message;
import io.crdt.protocol.Message.Bye;
import io.crdt.protocol.Message.Confirm;
import io.crdt.protocol.Message.Durable;
import io.crdt.protocol.Message.Forked;
import io.crdt.protocol.Message.Have;
import io.crdt.protocol.Message.Hello;
import io.crdt.protocol.Message.Probe;
import io.crdt.protocol.Message.Prune;
import io.crdt.protocol.Message.Push;
import io.crdt.protocol.Message.Repair;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Messages as bytes.
 *
 * <p>On a link they refer to what was sent before: {@link #newEncoder} and {@link #newDecoder} make the two halves of a
 * link's codec. {@link #encode} and {@link #decode} are those of a link that carries this one message.
 *
 * <p>A {@link Hello} starts with four magic bytes and the editions that its sender speaks, so that strangers and builds that
 * cannot understand each other are told apart before anything else is read; it ends with what a later edition may add, and
 * with a checksum. Every other message starts with a byte for its kind. One of a kind that is not known here is
 * {@link Message.Unknown}; such messages neither use nor change what a link remembers. Incarnations and objects are written
 * out once a link and are numbers from then on; vectors are differences to what the sender said last; removals that go in
 * step, as those of a counter do, are one run however many they are. WIRE.md says all of it byte by byte.
 *
 * <p>It is immutable and may be used by any number of threads, under the same condition as its {@link Codec}.
 */
public final class MessageCodec {

    private final Codec codec;

    private MessageCodec(Codec codec) {
        this.codec = codec;
    }

    /** Returns the codec of messages that carry the values of an application. */
    public static MessageCodec of(Codec codec) {
        return new MessageCodec(codec);
    }

    /** Returns what makes the bytes of values of the application, for the replica whose messages these are. */
    public ValueEncoder values() {
        return codec;
    }

    /** Returns the sending half of the codec of a new link: each message carries a checksum. */
    public LinkEncoder newEncoder() {
        return new LinkEncoder(codec, true);
    }

    /** Returns the sending half for a new link that notices damage by itself, as one over TLS does. */
    public LinkEncoder newUncheckedEncoder() {
        return new LinkEncoder(codec, false);
    }

    /**
     * Returns the receiving half of a new link's codec.
     *
     * @param maxMessageBytes how large a message may be
     */
    public LinkDecoder newDecoder(int maxMessageBytes) {
        return new LinkDecoder(codec, maxMessageBytes);
    }

    /**
     * Returns the bytes of a message on its own: the same ones for equal messages, in every process.
     *
     * @throws IllegalArgumentException if a value in it cannot be encoded (see {@link Codec#requireEncodable}), or it is
     *     none that a replica makes, as a delta whose entries do not ascend
     */
    public byte[] encode(Message message) {
        return new MessageBytes(codec, new WriterDictionary(), message).takeAll();
    }

    /**
     * Returns the message that the bytes stand for on their own. What a {@link Push} says is consistent in itself: its
     * entries and removals lie between its vectors, none occurs twice, paths fit shapes.
     *
     * @throws EditionException if they are a hello of a peer that speaks no edition that is spoken here
     * @throws DecodeException if they are no message
     */
    public Message decode(byte[] bytes) throws DecodeException {
        return read(codec, new WireInput(bytes), new ReaderDictionary());
    }

    static Message read(Codec codec, WireInput in, ReaderDictionary before) throws DecodeException {
        Message message = CodecExceptions.read(codec.reader(in, before), "the message", MessageCodec::read);
        before.endMessage();
        return message;
    }

    static Pieces pieces(ValueWriter writer, Message message) {
        Writing writing = new Writing(writer);
        message.accept(writing);
        return writing.pieces;
    }

    /** Decides how a message is written: a delta piece by piece, every other message at once. */
    private static final class Writing implements Message.Handler {

        private final ValueWriter writer;
        private Pieces pieces = Pieces.of(() -> {});

        Writing(ValueWriter writer) {
            this.writer = writer;
        }

        @Override
        public void handle(Hello hello) {
            pieces = Pieces.of(() -> writer.out.writeBytes(HelloCodec.write(hello, writer.before)));
        }

        @Override
        public void handle(Have have) {
            atOnce(WireFormat.Kind.HAVE, () -> {
                writer.out.writeBoolean(have.ask());
                have(writer, have.context());
            });
        }

        @Override
        public void handle(Push push) {
            pieces = new DeltaWriter(writer, push.delta());
        }

        @Override
        public void handle(Prune prune) {
            atOnce(WireFormat.Kind.PRUNE, () -> origins(writer, prune.origins()));
        }

        @Override
        public void handle(Probe probe) {
            if (probe.equals(writer.before.probe)) {
                atOnce(WireFormat.Kind.PROBE_AGAIN, () -> {});
            } else {
                atOnce(WireFormat.Kind.PROBE, () -> digests(writer, probe));
            }
        }

        @Override
        public void handle(Repair repair) {
            atOnce(WireFormat.Kind.REPAIR, () -> RepairCodec.write(writer, repair));
        }

        @Override
        public void handle(Forked forked) {
            atOnce(WireFormat.Kind.FORKED, () -> origins(writer, forked.origins()));
        }

        @Override
        public void handle(Confirm confirm) {
            atOnce(WireFormat.Kind.CONFIRM, () -> writer.names.whole(confirm.context()));
        }

        @Override
        public void handle(Durable durable) {
            atOnce(WireFormat.Kind.DURABLE, () -> writer.names.whole(durable.context()));
        }

        @Override
        public void handle(Message.Unknown unknown) {
            throw new IllegalArgumentException("cannot encode a message of the kind " + unknown.kind()
                    + ", which this build does not know; nothing was changed");
        }

        @Override
        public void handle(Bye bye) {
            atOnce(WireFormat.Kind.BYE, () -> {
                writer.out.writeVarInt(bye.kind().number(), true);
                writer.out.string(bye.text());
            });
        }

        private void atOnce(int kind, Runnable content) {
            pieces = Pieces.of(() -> {
                writer.out.writeByte(kind);
                content.run();
            });
        }
    }

    private static Message read(ValueReader reader) throws DecodeException {
        WireInput in = reader.in;
        int kind = in.readByteUnsigned();
        return switch (kind) {
            case HelloCodec.KIND -> HelloCodec.read(in, reader.before);
            case WireFormat.Kind.HAVE -> have(reader);
            case WireFormat.Kind.PUSH -> new Push(new DeltaReader(reader).read(false));
            case WireFormat.Kind.PUSH_WITH_SURVIVORS -> new Push(new DeltaReader(reader).read(true));
            case WireFormat.Kind.PROBE -> digests(reader);
            case WireFormat.Kind.PROBE_AGAIN -> probeAgain(reader);
            case WireFormat.Kind.PRUNE -> new Prune(origins(reader));
            case WireFormat.Kind.REPAIR -> RepairCodec.read(reader);
            case WireFormat.Kind.FORKED -> new Forked(origins(reader));
            case WireFormat.Kind.DURABLE -> new Durable(reader.names.whole("what is durable", Confirm.MAX_ORIGINS));
            case WireFormat.Kind.CONFIRM -> new Confirm(reader.names.whole("a wish", Confirm.MAX_ORIGINS));
            case WireFormat.Kind.BYE -> new Bye(CloseReason.Kind.of(in.readVarLong(true)), in.string("the reason"));
            default -> unknown(reader, kind);
        };
    }

    /** A peer that has said hello may speak a later edition, too, and say what only that one knows. */
    private static Message unknown(ValueReader reader, int kind) throws DecodeException {
        WireInput in = reader.in;
        if (!reader.before.greeted) {
            throw in.refuse(
                    "the message",
                    "there is no kind of message with the number " + kind
                            + " that could come before a hello; is the peer a replica at all?");
        }
        int bytes = in.left();
        in.skip(bytes);
        return new Message.Unknown(kind, bytes);
    }

    private static void digests(ValueWriter writer, Probe digests) {
        writer.out.writeLong(digests.contextDigest());
        writer.out.writeLong(digests.fingerprint());
        writer.before.probe = digests;
    }

    private static Probe digests(ValueReader reader) throws DecodeException {
        Probe digests = new Probe(reader.in.readLong(), reader.in.readLong());
        reader.before.probe = digests;
        return digests;
    }

    private static Probe probeAgain(ValueReader reader) throws DecodeException {
        Probe probe = reader.before.probe;
        if (probe == null) {
            throw reader.in.refuse("a probe", "there was none before that it could repeat");
        }
        return probe;
    }

    private static void origins(ValueWriter writer, Set<Incarnation> origins) {
        writer.out.writeVarInt(origins.size(), true);
        origins.forEach(writer.names::incarnation);
    }

    private static Set<Incarnation> origins(ValueReader reader) throws DecodeException {
        int count = reader.in.count("origins", 1);
        Set<Incarnation> origins = new HashSet<>();
        for (int i = 0; i < count; i++) {
            origins.add(reader.names.incarnation());
        }
        return origins;
    }

    private static void have(ValueWriter writer, VersionVector context) {
        Map<Incarnation, Long> steps = new HashMap<>();
        context.forEach(
                (origin, seq) -> steps.put(origin, WireOutput.requireSeq(seq) - writer.before.vector.get(origin)));
        writer.names.steps(steps);
        writer.before.vector = writer.before.vector.join(context);
    }

    private static Message have(ValueReader reader) throws DecodeException {
        boolean ask = reader.in.index("whether to answer", 2) == 1;
        VersionVector before = reader.before.vector;
        Map<Incarnation, Long> seqs = reader.names.steps("a vector");
        for (Map.Entry<Incarnation, Long> step : seqs.entrySet()) {
            long seq = before.get(step.getKey()) + step.getValue();
            step.setValue(reader.in.requireSeq("a vector", seq, 1));
        }
        VersionVector context = VersionVector.EMPTY.withSeqs(seqs);
        reader.before.vector = before.join(context);
        return new Have(context, ask);
    }
}

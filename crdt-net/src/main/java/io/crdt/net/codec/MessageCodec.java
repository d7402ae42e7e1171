package io.crdt.net.codec;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.net.protocol.Message;
import io.crdt.net.protocol.Message.Bye;
import io.crdt.net.protocol.Message.Forked;
import io.crdt.net.protocol.Message.Have;
import io.crdt.net.protocol.Message.Hello;
import io.crdt.net.protocol.Message.Probe;
import io.crdt.net.protocol.Message.Prune;
import io.crdt.net.protocol.Message.Push;
import io.crdt.net.protocol.Message.Repair;
import io.crdt.replica.ReplicaId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Messages as bytes.
 *
 * <p>A {@link Hello} starts with four magic bytes and the wire version, so that strangers and other versions are told
 * apart before anything else is read. Every other message starts with a byte for its kind. Incarnations are written once a
 * message and are numbers from then on; sequence numbers are differences; removals that go in step, as those of a counter
 * do, are one run however many they are.
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

    /**
     * Returns the bytes of a message: the same ones for equal messages, in every process.
     *
     * @throws IllegalArgumentException if a value in it cannot be encoded (see {@link Codec#requireEncodable}), or it is
     *     none that a replica makes, as a delta whose entries do not ascend
     */
    public byte[] encode(Message message) {
        int sizeEstimate =
                message instanceof Push push ? 128 + 24 * push.delta().entryCount() : 64;
        return Encoding.run(codec.writer(sizeEstimate), writer -> write(writer, message));
    }

    /**
     * Returns the message that the bytes stand for. What a {@link Push} says is consistent in itself: its entries and
     * removals lie between its vectors, none occurs twice, paths fit shapes.
     *
     * @throws WireVersionException if they are a hello of another wire version
     * @throws DecodeException if they are no message
     */
    public Message decode(byte[] bytes) throws DecodeException {
        return Encoding.read(codec.reader(bytes), "the message", MessageCodec::read);
    }

    private static void write(ValueWriter writer, Message message) {
        if (message instanceof Hello hello) {
            writer.out.writeBytes(Wire.MAGIC);
            writer.out.writeVarInt(Message.WIRE_VERSION, true);
            writer.string(hello.cluster());
            writer.out.writeLong(hello.replica().high());
            writer.out.writeLong(hello.replica().low());
            writer.string(hello.replica().label());
            writer.out.writeLong(hello.contextDigest());
            writer.out.writeLong(hello.fingerprint());
        } else if (message instanceof Have have) {
            writer.out.writeByte(Wire.Kind.HAVE);
            writer.out.writeBoolean(have.ask());
            vector(writer, have.context());
        } else if (message instanceof Push push) {
            new DeltaWriter(writer, push.delta()).write();
        } else if (message instanceof Probe probe) {
            writer.out.writeByte(Wire.Kind.PROBE);
            writer.out.writeLong(probe.contextDigest());
            writer.out.writeLong(probe.fingerprint());
        } else if (message instanceof Prune prune) {
            writer.out.writeByte(Wire.Kind.PRUNE);
            writer.incarnations(prune.origins(), prune.origins().size());
        } else if (message instanceof Repair repair) {
            writer.out.writeByte(Wire.Kind.REPAIR);
            RepairCodec.write(writer, repair);
        } else if (message instanceof Forked forked) {
            writer.out.writeByte(Wire.Kind.FORKED);
            writer.incarnations(forked.origins(), forked.origins().size());
        } else if (message instanceof Bye bye) {
            writer.out.writeByte(Wire.Kind.BYE);
            writer.string(bye.reason());
        } else {
            throw new IllegalArgumentException(
                    "cannot encode a " + message.getClass().getName());
        }
    }

    private static Message read(ValueReader reader) throws DecodeException {
        WireInput in = reader.in;
        int kind = in.readByteUnsigned();
        return switch (kind) {
            case 'C' -> hello(in);
            case Wire.Kind.HAVE -> have(reader);
            case Wire.Kind.PUSH -> new Push(new DeltaReader(reader).read(false));
            case Wire.Kind.PUSH_WITH_SURVIVORS -> new Push(new DeltaReader(reader).read(true));
            case Wire.Kind.PROBE -> new Probe(in.readLong(), in.readLong());
            case Wire.Kind.PRUNE -> new Prune(Set.of(reader.incarnations(0)));
            case Wire.Kind.REPAIR -> RepairCodec.read(reader);
            case Wire.Kind.FORKED -> new Forked(Set.of(reader.incarnations(0)));
            case Wire.Kind.BYE -> new Bye(in.string("the reason"));
            default ->
                throw in.refuse(
                        "the message",
                        "there is no kind of message with the number " + kind + " in wire version "
                                + Message.WIRE_VERSION);
        };
    }

    private static Message hello(WireInput in) throws DecodeException {
        for (int i = 1; i < Wire.MAGIC.length; i++) {
            if (in.readByte() != Wire.MAGIC[i]) {
                throw in.refuse("the hello", "it must start with \"CRDT\"; is the peer a replica at all?");
            }
        }
        int version = in.readVarInt(true);
        if (version != Message.WIRE_VERSION) {
            throw new WireVersionException(in.total(), version, Message.WIRE_VERSION);
        }
        String cluster = in.string("the name of the cluster");
        long high = in.readLong();
        long low = in.readLong();
        ReplicaId replica = new ReplicaId(high, low, in.string("the label of the replica"));
        return new Hello(cluster, replica, in.readLong(), in.readLong());
    }

    private static void vector(ValueWriter writer, VersionVector vector) {
        List<Incarnation> origins = new ArrayList<>(vector.size());
        vector.forEach((origin, seq) -> origins.add(origin));
        writer.incarnations(origins, origins.size());
        vector.forEach((origin, seq) -> writer.seq(seq));
    }

    private static Message have(ValueReader reader) throws DecodeException {
        boolean ask = reader.in.index("whether to answer", 2) == 1;
        Incarnation[] origins = reader.incarnations(1);
        VersionVector context = VersionVector.EMPTY;
        for (Incarnation origin : origins) {
            context = context.advancedTo(origin, reader.in.requireSeq("a vector", reader.in.readVarLong(true), 1));
        }
        return new Have(context, ask);
    }
}

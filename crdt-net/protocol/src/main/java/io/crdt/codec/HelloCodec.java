package io.crdt.codec;

import io.crdt.protocol.Message.Hello;
import io.crdt.protocol.Message.Probe;
import io.crdt.replica.ReplicaId;
import java.util.Arrays;

/**
 * Hellos as bytes. Their form stays the same in all editions, since a sender does not know yet what the receiver speaks:
 *
 * <pre>
 * magic       "CRDT"
 * editions    the highest and the lowest one that the sender speaks
 * flags       1 if the sender's messages after this one end with a checksum
 * space       a number
 * who         name of the cluster, replica
 * limit       the longest message that the sender takes
 * digests     of its context, and the fingerprint of its state
 * clock       in milliseconds since the epoch
 * extensions  each a number, its length, and its bytes; those that a receiver does not know are skipped
 * checksum    of all that
 * </pre>
 */
final class HelloCodec {

    static final int KIND = 'C';

    private HelloCodec() {}

    static byte[] write(Hello hello, WriterDictionary before) {
        WireOutput out = new WireOutput();
        out.writeBytes(WireFormat.MAGIC);
        out.writeVarInt(WireFormat.HIGHEST_EDITION, true);
        out.writeVarInt(WireFormat.LOWEST_EDITION, true);
        out.writeVarInt(before.checked ? WireFormat.CHECKSUMS : 0, true);
        out.writeVarLong(hello.space(), true);
        out.string(hello.cluster());
        out.writeLong(hello.replica().high());
        out.writeLong(hello.replica().low());
        out.string(hello.replica().label());
        out.writeVarInt(hello.maxMessageBytes(), true);
        out.writeLong(hello.contextDigest());
        out.writeLong(hello.fingerprint());
        out.writeVarLong(hello.clockMillis(), true);
        before.probe = new Probe(hello.contextDigest(), hello.fingerprint());
        byte[] all = out.takeAll();
        MessageChecksum checksum = new MessageChecksum();
        checksum.update(all, 0, all.length);
        byte[] whole = Arrays.copyOf(all, all.length + MessageChecksum.BYTES);
        System.arraycopy(checksum.bytes(), 0, whole, all.length, MessageChecksum.BYTES);
        return whole;
    }

    /** Reads the rest of a hello whose first byte has been read. */
    static Hello read(WireInput message, ReaderDictionary before) throws DecodeException {
        byte[] whole = new byte[1 + message.left()];
        whole[0] = KIND;
        System.arraycopy(message.readBytes(whole.length - 1), 0, whole, 1, whole.length - 1);
        requireEdition(new WireInput(whole));
        MessageChecksum checksum = new MessageChecksum();
        checksum.update(whole, 0, whole.length);
        if (!checksum.isWhole()) {
            throw message.refuse("the hello", "its checksum is wrong: it was damaged on its way");
        }
        WireInput in = new WireInput(whole, 0, whole.length - MessageChecksum.BYTES);
        in.skip(WireFormat.MAGIC.length);
        int highest = in.readVarInt(true);
        int lowest = in.readVarInt(true);
        if (lowest > highest) {
            throw in.refuse("the hello", "its lowest edition, " + lowest + ", is above its highest, " + highest);
        }
        return content(in, before);
    }

    private static Hello content(WireInput in, ReaderDictionary before) throws DecodeException {
        int flags = in.readVarInt(true);
        long space = in.readVarLong(true);
        String cluster = in.string("the name of the cluster");
        ReplicaId replica = new ReplicaId(in.readLong(), in.readLong(), in.string("the label of the replica"));
        int maxMessageBytes = in.readVarInt(true);
        if (maxMessageBytes < 1) {
            throw in.refuse("the hello", "maxMessageBytes must be at least 1, but is " + maxMessageBytes);
        }
        Probe digests = new Probe(in.readLong(), in.readLong());
        long clockMillis = in.readVarLong(true);
        while (in.left() > 0) {
            long unusedNumber = in.readVarLong(true); // of an extension that only later editions know
            in.skip(in.count("bytes of an extension", 1));
        }
        before.probe = digests;
        before.greeted = true;
        before.checked = (flags & WireFormat.CHECKSUMS) != 0;
        return new Hello(
                cluster, replica, maxMessageBytes, digests.contextDigest(), digests.fingerprint(), space, clockMillis);
    }

    private static void requireEdition(WireInput in) throws DecodeException {
        for (byte each : WireFormat.MAGIC) {
            if (in.readByte() != each) {
                throw in.refuse("the hello", "it must start with \"CRDT\"; is the peer a replica at all?");
            }
        }
        int highest = in.readVarInt(true);
        int lowest = highest < WireFormat.LOWEST_EDITION
                ? highest
                : in.readVarInt(true); // until edition 3 there was one number
        if (highest < WireFormat.LOWEST_EDITION || lowest > WireFormat.HIGHEST_EDITION) {
            throw new EditionException(in.total(), lowest, highest);
        }
    }
}

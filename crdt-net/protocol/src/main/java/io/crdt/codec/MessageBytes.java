package io.crdt.codec;

import io.crdt.protocol.Message;

/** The bytes of one message, made as they are taken. */
final class MessageBytes {

    private final WriterDictionary before;
    private final WireOutput out;
    private final Pieces pieces;
    private boolean complete;

    MessageBytes(Codec codec, WriterDictionary before, Message message) {
        this.before = before;
        ValueWriter writer = codec.writer(before);
        out = writer.out;
        pieces = MessageCodec.pieces(writer, message);
    }

    /** Returns how many bytes can be taken at once: as many as asked for, or all that are left. */
    int available(int wanted) {
        while (!complete && out.available() < wanted) {
            writePiece();
        }
        return (int) Math.min(wanted, out.available());
    }

    /** Moves the next bytes, of which that many must be {@link #available}. */
    void take(byte[] to, int offset, int length) {
        out.take(to, offset, length);
    }

    /** Tells whether all bytes have been taken. */
    boolean isDone() {
        return available(1) == 0;
    }

    /** Moves all bytes. */
    byte[] takeAll() {
        while (!complete) {
            writePiece();
        }
        return out.takeAll();
    }

    private void writePiece() {
        if (!pieces.writeNext()) {
            complete = true;
            before.endMessage();
        }
    }
}

package io.crdt.codec;

import java.util.zip.CRC32C;

/**
 * The CRC-32C of a message, four bytes that follow it. It notices damage on the way, which TCP's own checksum of 16 bits
 * does not always do; it does not notice intent.
 */
final class MessageChecksum {

    static final int BYTES = Integer.BYTES;

    /** What the checksum of a message and its own checksum is, whatever the message. */
    private static final int WHOLE = 0x48674bc7;

    private final CRC32C crc = new CRC32C();

    void update(byte[] bytes, int offset, int length) {
        crc.update(bytes, offset, length);
    }

    /** Returns the checksum of what was added, as the four bytes that follow it. */
    byte[] bytes() {
        int value = (int) crc.getValue();
        return new byte[] {(byte) value, (byte) (value >>> 8), (byte) (value >>> 16), (byte) (value >>> 24)};
    }

    /** Tells whether what was added ends with the checksum of all before. */
    boolean isWhole() {
        return (int) crc.getValue() == WHOLE;
    }

    void reset() {
        crc.reset();
    }
}

package io.crdt.codec;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** What a build of a later edition sends, in bytes: made of what this build sends, without any of its codec. */
public final class LaterBuild {

    private static final int CHECKSUM_BYTES = 4;
    private static final int HIGHEST_AT = 4;
    private static final int LOWEST_AT = 5;

    private LaterBuild() {}

    /** Returns a hello of this build as one of a build that speaks a range of editions and adds extensions to it. */
    public static byte[] hello(byte[] ours, int highest, int lowest, String extensions) {
        byte[] hello = ours.clone();
        hello[HIGHEST_AT] = (byte) highest;
        hello[LOWEST_AT] = (byte) lowest;
        ByteArrayOutputStream later = new ByteArrayOutputStream();
        later.write(hello, 0, hello.length - CHECKSUM_BYTES);
        later.writeBytes(HexFormat.of().parseHex(extensions));
        return checked(later.toByteArray());
    }

    /** Returns the one frame of a message. */
    public static byte[] frame(byte[] message) {
        byte[] frame = new byte[1 + message.length];
        frame[0] = 1;
        System.arraycopy(message, 0, frame, 1, message.length);
        return frame;
    }

    /** Returns bytes with their checksum behind them. */
    public static byte[] checked(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        byte[] checked = Arrays.copyOf(bytes, bytes.length + CHECKSUM_BYTES);
        for (int i = 0; i < CHECKSUM_BYTES; i++) {
            checked[bytes.length + i] = (byte) (crc.getValue() >>> 8 * i);
        }
        return checked;
    }
}

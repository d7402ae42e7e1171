package io.crdt.codec;

import io.crdt.protocol.Message;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a link's codec: takes the frames of one {@link LinkEncoder}, all of them and in order. It is used
 * by one thread at a time; after an exception it is of no more use, and neither is the link.
 */
public final class LinkDecoder {

    private final Codec codec;
    private final FrameAssembler assembler;
    private ReaderDictionary before = new ReaderDictionary();
    private boolean brokenOff;

    LinkDecoder(Codec codec, int maxMessageBytes) {
        this.codec = codec;
        assembler = new FrameAssembler(maxMessageBytes);
    }

    /** Sets the maximum message size. */
    public void setMaxMessageBytes(int maxMessageBytes) {
        assembler.setMaxMessageBytes(maxMessageBytes);
    }

    /** Returns how many bytes of a message that is not complete yet have been taken. */
    public int stagedBytes() {
        return assembler.stagedBytes();
    }

    /** Tells whether the last frame broke off its message, since that would be larger than allowed. */
    public boolean isBrokenOff() {
        return brokenOff;
    }

    /**
     * Takes the next frame of the link.
     *
     * @return the message that it completes, or null if there is more to come
     * @throws EditionException if it is a hello of a peer that speaks no edition that is spoken here
     * @throws DecodeException if it is no frame, the message is larger than allowed, was damaged on its way, or is none
     */
    public @Nullable Message accept(byte[] frame) throws DecodeException {
        brokenOff = frame.length == 1 && frame[0] == Frames.BROKEN_OFF;
        if (brokenOff) {
            assembler.drop();
            before = before.startOver();
            return null;
        }
        WireInput input = assembler.accept(frame);
        if (input == null) {
            return null;
        }
        Message message = MessageCodec.read(codec, input, before);
        if (message instanceof Message.Hello && before.checked) {
            assembler.expectChecksums();
        }
        return message;
    }
}

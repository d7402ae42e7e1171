package io.crdt.codec;

import io.crdt.protocol.Message;
import java.util.Iterator;

/**
 * The sending half of a link's codec. It refers to what it has sent before, so its frames are to be read by one {@link
 * LinkDecoder}, all of them and in order. It is used by one thread at a time; after an exception it is of no more use, and
 * neither is the link.
 */
public final class LinkEncoder {

    private final Codec codec;
    private final boolean checked;
    private boolean greeted;
    private WriterDictionary before;

    LinkEncoder(Codec codec, boolean checked) {
        this.codec = codec;
        this.checked = checked;
        before = new WriterDictionary(checked);
    }

    /**
     * Returns the frames of the next message. Each is made when it is asked for; the message stays as it is, so that
     * memory holds one frame and one entry, whatever the size of the message. All of them have to be asked for before the
     * next message, or it has to be {@linkplain #breakOff broken off}.
     *
     * @param maxFrame how many bytes a frame may have, at least 2
     * @throws IllegalArgumentException also from the iterator, if a value cannot be encoded (see {@link
     *     Codec#requireEncodable}), or the message is none that a replica makes
     */
    public Iterator<byte[]> frames(Message message, int maxFrame) {
        boolean withChecksum = greeted && checked;
        greeted |= message instanceof Message.Hello;
        return new Frames(new MessageBytes(codec, before, message), maxFrame, withChecksum);
    }

    /**
     * Returns the frame that ends a message of which not all frames have been asked for: it is as if it had never been. The
     * memory of the link ends with it, since the receiver has not read what the lost part has added to it.
     */
    public byte[] breakOff() {
        before = new WriterDictionary(checked);
        return new byte[] {Frames.BROKEN_OFF};
    }

    /**
     * Returns how many bytes the frames of the next message have, with their lengths on TCP. The encoder goes on as if they
     * had been sent.
     */
    public long size(Message message, int maxFrame) {
        long size = 0;
        Iterator<byte[]> frames = frames(message, maxFrame);
        while (frames.hasNext()) {
            size += Frames.LENGTH_BYTES + frames.next().length;
        }
        return size;
    }
}

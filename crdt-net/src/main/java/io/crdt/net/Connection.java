package io.crdt.net;

import io.crdt.net.codec.DecodeException;
import io.crdt.net.codec.FrameAssembler;
import io.crdt.net.codec.Frames;
import io.crdt.net.codec.MessageCodec;
import io.crdt.net.protocol.Event;
import io.crdt.net.protocol.Message;
import io.crdt.net.transport.Link;
import io.crdt.net.transport.LinkListener;
import java.util.Collections;
import java.util.Iterator;

/** One link with messages instead of frames: turns what comes in into events and sends what the protocol says. */
final class Connection implements LinkListener {

    private static final int FRAME_LENGTH_BYTES = 4;

    private final int id;
    private final Link link;
    private final MessageCodec codec;
    private final int maxFrameBytes;
    private final FrameAssembler assembler;
    private final GossipDriver driver;
    private Iterator<byte[]> outgoing = Collections.emptyIterator();
    private boolean sending;

    Connection(int id, Link link, MessageCodec codec, int maxFrameBytes, int maxMessageBytes, GossipDriver driver) {
        this.id = id;
        this.link = link;
        this.codec = codec;
        this.maxFrameBytes = maxFrameBytes;
        this.assembler = new FrameAssembler(maxMessageBytes);
        this.driver = driver;
    }

    void open() {
        link.open(this);
    }

    String remote() {
        return link.remote();
    }

    /** Sends a message. A {@link Message.Bye} that finds another one half sent is left out: the link closes anyway. */
    void send(Message message) {
        if (sending) {
            return;
        }
        outgoing = Frames.split(codec.encode(message), maxFrameBytes).iterator();
        sending = true;
        sendFrames();
    }

    private void sendFrames() {
        boolean room = true;
        while (room && outgoing.hasNext()) {
            byte[] frame = outgoing.next();
            driver.countOut(FRAME_LENGTH_BYTES + frame.length);
            room = link.send(frame);
        }
        if (room) {
            sending = false;
            driver.submit(new Event.Drained(id));
        }
    }

    void close() {
        link.close();
    }

    @Override
    public void onFrame(byte[] frame) {
        driver.countIn(FRAME_LENGTH_BYTES + frame.length);
        try {
            byte[] message = assembler.accept(frame);
            driver.submit(message == null ? new Event.Receiving(id) : new Event.Received(id, codec.decode(message)));
        } catch (DecodeException e) {
            driver.problem(remote() + " sent what cannot be read: " + e.getMessage());
            close();
        }
    }

    @Override
    public void onDrained() {
        if (sending) {
            sendFrames();
        }
    }

    @Override
    public void onClosed(String cause) {
        driver.disconnected(id, cause);
    }
}

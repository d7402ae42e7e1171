package io.crdt.net;

import io.crdt.net.codec.DecodeException;
import io.crdt.net.codec.LinkDecoder;
import io.crdt.net.codec.LinkEncoder;
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

    /** What a stranger may say before it is known: a hello is names and numbers. */
    private static final int MAX_HELLO_BYTES = 4_096;

    private final int id;
    private final Link link;
    private final LinkEncoder encoder;
    private final LinkDecoder decoder;
    private final CrdtOptions options;
    private final GossipDriver driver;
    private Iterator<byte[]> outgoing = Collections.emptyIterator();
    private boolean sending;
    private boolean closing;
    private boolean awaitsAnswer;

    Connection(int id, Link link, MessageCodec codec, CrdtOptions options, GossipDriver driver) {
        this.id = id;
        this.link = link;
        encoder = codec.newEncoder();
        decoder = codec.newDecoder(MAX_HELLO_BYTES);
        this.options = options;
        this.driver = driver;
    }

    void open(boolean dialed) {
        awaitsAnswer = dialed;
        link.open(this);
    }

    String remote() {
        return link.remote();
    }

    Link link() {
        return link;
    }

    /** Returns how many bytes of an incoming message are kept until it is complete. */
    int stagedBytes() {
        return decoder.stagedBytes();
    }

    /** The peer has said hello: from now on it may send what the options allow. */
    void trust() {
        awaitsAnswer = false;
        decoder.setMaxMessageBytes(options.maxMessageBytes());
    }

    /** Sends a message. A {@link Message.Bye} that finds another one half sent is left out: the link closes anyway. */
    void send(Message message) {
        if (sending) {
            return;
        }
        sending = true;
        try {
            outgoing = encoder.frames(message, options.maxFrameBytes());
            sendFrames();
        } catch (RuntimeException e) {
            driver.cannotSend(id, e);
        }
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

    /** Closes the link after what has been handed to it. What comes in from now on is not looked at. */
    void close() {
        closing = true;
        outgoing = Collections.emptyIterator();
        link.close();
    }

    @Override
    public void onFrame(byte[] frame) {
        if (closing) {
            return;
        }
        driver.countIn(FRAME_LENGTH_BYTES + frame.length);
        try {
            Message message = decoder.accept(frame);
            if (message != null) {
                driver.submit(new Event.Received(id, message));
            } else if (driver.hasRoomToStage()) {
                driver.submit(new Event.Receiving(id, frame.length));
            } else {
                driver.fail(
                        id,
                        "too much comes in at once: all links together may keep " + options.maxMessageBytes()
                                + " bytes of messages that are not complete");
            }
        } catch (DecodeException e) {
            driver.fail(id, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    @Override
    public void onDrained() {
        if (sending && !closing) {
            try {
                sendFrames();
            } catch (RuntimeException e) {
                driver.cannotSend(id, e);
            }
        }
    }

    @Override
    public void onClosed(String cause) {
        boolean unanswered = cause.isEmpty() && awaitsAnswer && !closing;
        driver.disconnected(
                id,
                unanswered
                        ? "it was closed before a hello came; has the other side too many links, or does only one use TLS?"
                        : cause);
    }
}

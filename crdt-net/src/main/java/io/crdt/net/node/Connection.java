package io.crdt.net.node;

import io.crdt.codec.DecodeException;
import io.crdt.codec.LinkDecoder;
import io.crdt.codec.LinkEncoder;
import io.crdt.codec.MessageCodec;
import io.crdt.net.options.LimitOptions;
import io.crdt.net.status.Problem;
import io.crdt.net.transport.Link;
import io.crdt.net.transport.LinkListener;
import io.crdt.net.transport.TransportException;
import io.crdt.protocol.Event;
import io.crdt.protocol.Message;
import io.crdt.replica.StateDelta;
import java.util.Collections;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** One link with messages instead of frames: turns what comes in into events and sends what the protocol says. */
final class Connection implements LinkListener {

    private static final int FRAME_LENGTH_BYTES = 4;

    /** What comes behind a message, and is sent only with it. */
    private static final int CHECKSUM_BYTES = 4;

    /** How many frames of a delta are measured before others have their turn. */
    private static final int MEASURED_FRAMES = 16;

    /** How many objects of a delta that is too large are named. */
    private static final int SHOWN_OBJECTS = 3;

    /** What a stranger may say before it is known: a hello is names and numbers. */
    private static final int MAX_HELLO_BYTES = 4_096;

    private final int id;
    private final Link link;
    private final String owner;
    private final MessageCodec codec;
    private final LinkEncoder encoder;
    private LinkDecoder decoder;
    private final LimitOptions limits;
    private final Connections all;
    private Iterator<byte[]> outgoing = Collections.emptyIterator();
    private boolean sending;
    private boolean brokenOff;
    private Message.@Nullable Push delta;
    private long sentBytes;

    /** Whether the last delta was larger than the peer takes. The next one is measured before any byte of it is sent. */
    private boolean measures;

    /** Whether the peer has broken off a delta, since it was larger than this node takes, and none has come since. */
    private boolean starved;

    private int peersLimit = Integer.MAX_VALUE;
    private boolean closing;
    private boolean awaitsAnswer;

    Connection(int id, Link link, MessageCodec codec, LimitOptions limits, Connections all) {
        this.id = id;
        this.link = link;
        owner = link.peerNames().isEmpty() ? link.remote() : link.peerNames().toString();
        this.codec = codec;
        encoder = link.noticesDamage() ? codec.newUncheckedEncoder() : codec.newEncoder();
        decoder = codec.newDecoder(MAX_HELLO_BYTES);
        this.limits = limits;
        this.all = all;
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

    /** Returns whose link it is: all links with one certificate are one's, and without any those from one address. */
    String owner() {
        return owner;
    }

    /** Returns how many bytes of an incoming message are kept until it is complete. */
    int stagedBytes() {
        return decoder.stagedBytes();
    }

    /** The peer has said hello: from now on it may send what the options allow, and is sent no more than it allows. */
    void trust(int maxMessageBytesOfPeer) {
        peersLimit = maxMessageBytesOfPeer;
        awaitsAnswer = false;
        decoder.setMaxMessageBytes(limits.maxMessageBytes());
    }

    /** Tells whether the peer has what this node lacks and cannot send it, since it is more than this node takes at once. */
    boolean isStarved() {
        return starved;
    }

    /** Sends a message. A {@link Message.Bye} that finds another one half sent is left out: the link closes anyway. */
    void send(Message message) {
        if (sending) {
            return;
        }
        sending = true;
        brokenOff = false;
        delta = message instanceof Message.Push push ? push : null;
        sentBytes = 0;
        try {
            if (measures && delta != null) {
                measure(message, codec.newEncoder().frames(message, limits.maxFrameBytes()), CHECKSUM_BYTES);
            } else {
                begin(message);
            }
        } catch (RuntimeException | Error e) {
            all.cannotSend(id, e);
        }
    }

    private void begin(Message message) {
        outgoing = encoder.frames(message, limits.maxFrameBytes());
        sendFrames();
    }

    /** Sends a delta if it fits, which costs time and not bytes to find out; it is done little by little. */
    private void measure(Message message, Iterator<byte[]> frames, long bytesBefore) {
        long bytes = bytesBefore;
        for (int i = 0; i < MEASURED_FRAMES && bytes <= peersLimit && frames.hasNext(); i++) {
            bytes += frames.next().length - 1;
        }
        if (bytes > peersLimit) {
            sending = false;
            all.submit(new Event.BrokenOff(id));
        } else if (!frames.hasNext()) {
            measures = false;
            begin(message);
        } else {
            long measured = bytes;
            all.later(() -> {
                try {
                    if (!closing) {
                        measure(message, frames, measured);
                    }
                } catch (RuntimeException | Error e) {
                    all.cannotSend(id, e);
                }
            });
        }
    }

    private void sendFrames() {
        boolean room = true;
        while (room && outgoing.hasNext()) {
            byte[] frame = nextFrame();
            all.countOut(FRAME_LENGTH_BYTES + frame.length);
            room = link.send(frame);
        }
        if (room) {
            sending = false;
            all.submit(brokenOff ? new Event.BrokenOff(id) : new Event.Drained(id));
        }
    }

    /**
     * Returns the next frame. A message that turns out to be larger than the peer takes is broken off, so that the link
     * stays. Only a delta can be so large; it shrinks if the peer gets a part of it from elsewhere.
     */
    private byte[] nextFrame() {
        byte[] frame = outgoing.next();
        sentBytes += frame.length - 1;
        if (sentBytes <= peersLimit) {
            return frame;
        }
        if (delta == null) {
            throw new IllegalStateException(
                    "the peer takes messages of " + peersLimit + " bytes, and this one has " + sentBytes + " or more");
        }
        all.problem(new Problem.TooLargeForPeer(remote(), described(delta.delta()), peersLimit, sentBytes));
        brokenOff = true;
        measures = true;
        outgoing = Collections.emptyIterator();
        return encoder.breakOff();
    }

    private static String described(StateDelta lacking) {
        String names = String.join(
                ", ",
                lacking.objects().stream()
                        .limit(SHOWN_OBJECTS)
                        .map(object -> "\"" + object.id().name() + "\"")
                        .toList());
        return lacking.entryCount() + " entries of " + lacking.objects().size() + " objects (" + names
                + (lacking.objects().size() > SHOWN_OBJECTS ? ", …" : "") + ")";
    }

    /** Closes the link after what has been handed to it. What comes in from now on is not looked at. */
    void close() {
        closing = true;
        outgoing = Collections.emptyIterator();
        decoder = codec.newDecoder(
                1); // what was kept is needed no more, though it may take a while until the link is gone
        link.close();
    }

    @Override
    public void onFrame(byte[] frame) {
        if (closing) {
            return;
        }
        all.countIn(FRAME_LENGTH_BYTES + frame.length);
        try {
            Message message = decoder.accept(frame);
            if (message != null) {
                starved &= !(message instanceof Message.Push);
                all.submit(new Event.Received(id, message));
            } else {
                if (decoder.isBrokenOff() && !starved) {
                    starved = true;
                    all.problem(new Problem.TooLargeForNode(remote(), limits.maxMessageBytes()));
                }
                all.submit(new Event.Receiving(id, frame.length));
                all.limitStaged();
            }
        } catch (DecodeException e) {
            all.fail(id, e.getMessage() == null ? e.toString() : e.getMessage());
        } catch (RuntimeException | Error e) { // too little memory, say: what the link remembers is not to be relied on
            all.fail(id, "cannot decode a message: " + e);
        }
    }

    @Override
    public void onDrained() {
        if (sending && !closing) {
            try {
                sendFrames();
            } catch (RuntimeException | Error e) {
                all.cannotSend(id, e);
            }
        }
    }

    @Override
    public void onClosed(@Nullable TransportException cause) {
        if (cause != null && cause.kind() == TransportException.Kind.BAD_FRAME) {
            all.countRejected();
        }
        boolean unanswered = cause == null && awaitsAnswer && !closing;
        all.disconnected(id, unanswered ? unanswered() : cause);
    }

    private static TransportException unanswered() {
        return new TransportException(
                "it was closed before a hello came; has the other side too many links, or does only one use TLS?",
                null);
    }
}

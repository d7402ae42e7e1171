package io.crdt.demo.network;

import io.crdt.codec.Codec;
import io.crdt.codec.DecodeException;
import io.crdt.codec.LinkDecoder;
import io.crdt.codec.MessageCodec;
import io.crdt.net.transport.Link;
import io.crdt.net.transport.LinkListener;
import io.crdt.net.transport.TransportException;
import io.crdt.protocol.Message;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One end of a link, which reads along what arrives and holds it back if the link is to be slow. Like any link it is used
 * on the context of its node alone, but for {@link #close}.
 *
 * <p>What is held back is bounded by the protocol, which has one message at a time on its way, and the longest delay.
 */
final class TappedLink implements Link {

    /** The peer of a link that was accepted, until it has said hello. */
    static final int UNKNOWN = -1;

    private static final int FRAME_LENGTH_BYTES = 4;
    private static final int MAX_MESSAGE_BYTES = 1 << 28;
    private static final String NAME = "node-";

    private record Held(Buffer frame, long dueNanos) {}

    private final Vertx vertx;
    private final Link inner;
    private final DemoNetwork network;
    private final int node;
    private final boolean dialed;
    private final Deque<Held> held = new ArrayDeque<>();
    private @Nullable LinkDecoder decoder;
    private int peer;
    private long messageBytes;
    private Runnable onResumed = () -> {};
    private boolean waiting;
    private boolean paused;
    private boolean closed;

    TappedLink(Vertx vertx, Link inner, DemoNetwork network, int node, int peer) {
        this.vertx = vertx;
        this.inner = inner;
        this.network = network;
        this.node = node;
        this.peer = peer;
        dialed = peer != UNKNOWN;
        decoder = network.isMetered() ? MessageCodec.of(Codec.standard()).newDecoder(MAX_MESSAGE_BYTES) : null;
    }

    @Override
    public String remote() {
        return inner.remote();
    }

    @Override
    public void open(LinkListener listener) {
        onResumed = () -> deliverDue(listener);
        inner.open(new LinkListener() {
            @Override
            public void onFrame(byte[] frame) {
                int delay = peer == UNKNOWN ? 0 : network.delayMillis(NodePair.of(node, peer));
                if (delay == 0 && held.isEmpty()) {
                    deliver(listener, frame);
                } else {
                    held.add(new Held(Buffer.buffer(frame), System.nanoTime() + delay * 1_000_000L));
                    deliverDue(listener);
                }
            }

            @Override
            public void onDrained() {
                listener.onDrained();
            }

            @Override
            public void onClosed(@Nullable TransportException cause) {
                closed = true;
                held.clear(); // what is on its way is lost with the link
                if (dialed) {
                    network.closed(NodePair.of(node, peer), TappedLink.this);
                }
                listener.onClosed(cause);
            }
        });
    }

    @Override
    public void pause() {
        paused = true;
        inner.pause();
    }

    @Override
    public void resume() {
        paused = false;
        inner.resume();
        onResumed.run();
    }

    private void deliverDue(LinkListener listener) {
        if (waiting) {
            return;
        }
        while (!closed && !paused && !held.isEmpty()) {
            long left = held.element().dueNanos() - System.nanoTime();
            if (left > 0) {
                waiting = true;
                vertx.setTimer(left / 1_000_000 + 1, due -> {
                    waiting = false;
                    deliverDue(listener);
                });
                return;
            }
            deliver(listener, held.remove().frame().getBytes());
        }
    }

    private void deliver(LinkListener listener, byte[] frame) {
        read(frame);
        listener.onFrame(frame);
    }

    private void read(byte[] frame) {
        messageBytes += FRAME_LENGTH_BYTES + frame.length;
        if (decoder == null) {
            return;
        }
        try {
            Message message = decoder.accept(frame);
            if (message == null) {
                return;
            }
            if (message instanceof Message.Hello hello
                    && hello.replica().label().startsWith(NAME)) {
                peer = Integer.parseInt(hello.replica().label().substring(NAME.length())) - 1;
            }
            network.traffic().received(peer, node, message, messageBytes);
            messageBytes = 0;
        } catch (DecodeException e) {
            decoder = null; // the node reads the same frame and says what is wrong with it
        }
    }

    @Override
    public boolean send(byte[] frame) {
        return inner.send(frame);
    }

    @Override
    public void close() {
        inner.close();
    }
}

package io.crdt.net.node;

import io.crdt.net.transport.Address;
import io.crdt.net.transport.Link;
import io.crdt.net.transport.LinkListener;
import io.crdt.net.transport.Transport;
import io.crdt.net.transport.TransportException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A transport as the gossip thread sees it. Every {@link Transport} lives on a Vert.x context; this one takes calls on the
 * gossip thread and makes them on the {@linkplain GossipThread#runOnContext context of the node}, and brings all that
 * happens there back to the gossip thread.
 *
 * <p>Neither side waits for the other, so what is on its way between them has to be bounded. Outwards a link counts as full
 * while {@value #MAX_FRAMES_OUT} frames have not reached the transport. Inwards it is {@linkplain Link#pause paused} while
 * {@value #MAX_BYTES_IN} bytes wait for the gossip thread: a peer that sends faster than this node applies is slowed down by
 * TCP, and costs no memory.
 */
final class OffLoopTransport implements Transport {

    private static final int MAX_FRAMES_OUT = 32;
    private static final int MAX_BYTES_IN = 256 * 1024;

    /** What a frame takes beside its content, so that empty ones are bounded, too. */
    private static final int FRAME_BYTES = 64;

    private final Transport inner;
    private final GossipThread thread;

    OffLoopTransport(Transport inner, GossipThread thread) {
        this.inner = inner;
        this.thread = thread;
    }

    @Override
    public Future<Address> listen(Consumer<Link> acceptor) {
        return call(() -> inner.listen(link -> accept(link, acceptor)));
    }

    private void accept(Link link, Consumer<Link> acceptor) {
        OffLoopLink taken = new OffLoopLink(link);
        thread.execute(() -> acceptor.accept(taken)); // before the link is opened, so that nothing of it comes first
        taken.attach();
    }

    @Override
    public Future<Link> dial(Address address) {
        return call(() -> inner.dial(address).map(this::attached));
    }

    @Override
    public Future<Link> dial(Address address, Duration patience) {
        return call(() -> inner.dial(address, patience).map(this::attached));
    }

    private Link attached(Link link) {
        OffLoopLink dialed = new OffLoopLink(link);
        dialed.attach();
        return dialed;
    }

    @Override
    public void onProblem(Consumer<TransportException> listener) {
        onContext(() -> inner.onProblem(what -> thread.execute(() -> listener.accept(what))));
    }

    @Override
    public Future<Void> reloadCertificates() {
        return call(inner::reloadCertificates);
    }

    /** A Vert.x that is closed has closed its sockets, and may never tell that they are. */
    @Override
    public Future<Void> close() {
        Promise<Void> promise = Promise.promise();
        if (!thread.tryOnContext(() -> call(inner::close, promise))) {
            inner.close().onComplete(promise::tryComplete, promise::tryFail);
            promise.tryComplete();
        }
        return promise.future();
    }

    private <T> Future<T> call(Supplier<Future<T>> action) {
        Promise<T> promise = Promise.promise();
        if (!thread.tryOnContext(() -> call(action, promise))) {
            promise.fail(new TransportException(TransportException.Kind.CLOSED, "its Vert.x is closed", null));
        }
        return promise.future();
    }

    private <T> void call(Supplier<Future<T>> action, Promise<T> promise) {
        try {
            action.get().onComplete(result -> thread.execute(() -> promise.handle(result)));
        } catch (RuntimeException | Error e) {
            thread.execute(() -> promise.fail(e));
        }
    }

    private void onContext(Runnable action) {
        thread.runOnContext(action);
    }

    /** One link: a {@link Link} on the gossip thread, and the listener of the transport's link on the context. */
    private final class OffLoopLink implements Link, LinkListener {

        private final Link link;
        private final AtomicInteger framesOut = new AtomicInteger();
        private final AtomicInteger bytesIn = new AtomicInteger();
        private final AtomicBoolean awaitsRoom = new AtomicBoolean();
        private volatile boolean full;
        private volatile boolean heldBack;
        private @Nullable TransportException failure;

        // The rest belongs to the gossip thread.
        private final Deque<Consumer<LinkListener>> early = new ArrayDeque<>();
        private @Nullable LinkListener listener;
        private boolean closed;

        OffLoopLink(Link link) {
            this.link = link;
        }

        /** Opens the transport's link, as that demands, but takes no frame before this one is opened. */
        void attach() {
            link.pause();
            link.open(this);
        }

        @Override
        public String remote() {
            return link.remote();
        }

        @Override
        public Set<String> peerNames() {
            return link.peerNames();
        }

        @Override
        public boolean noticesDamage() {
            return link.noticesDamage();
        }

        @Override
        public void open(LinkListener newListener) {
            listener = newListener;
            while (!early.isEmpty()) {
                early.remove().accept(newListener);
            }
            resume();
        }

        @Override
        public void pause() {
            onContext(link::pause);
        }

        @Override
        public void resume() {
            onContext(link::resume);
        }

        @Override
        public boolean send(byte[] frame) {
            int out = framesOut.incrementAndGet();
            onContext(() -> write(frame));
            if (out < MAX_FRAMES_OUT && !full) {
                return true;
            }
            awaitsRoom.set(true);
            return hasRoom(); // it may have got some before it was known that this is waited for
        }

        private void write(byte[] frame) {
            try {
                full = !link.send(frame);
            } catch (RuntimeException | Error e) { // a transport of the user's own
                failure = new TransportException("could not send: " + e, e);
                closeHere();
            }
            framesOut.decrementAndGet();
            tellRoom();
        }

        /** Returns true once for each time that room is waited for, on whichever side notices it first. */
        private boolean hasRoom() {
            return !full && framesOut.get() <= MAX_FRAMES_OUT / 2 && awaitsRoom.compareAndSet(true, false);
        }

        private void tellRoom() {
            if (hasRoom()) {
                deliver(LinkListener::onDrained);
            }
        }

        @Override
        public void close() {
            onContext(this::closeHere);
        }

        private void closeHere() {
            try {
                link.close();
            } catch (RuntimeException | Error e) { // and then it is not heard of again
                onClosed(new TransportException(
                        (failure == null ? "" : failure.getMessage() + "; ") + "it could not be closed: " + e, e));
            }
        }

        @Override
        public void onFrame(byte[] frame) {
            int bytes = frame.length + FRAME_BYTES;
            if (bytesIn.addAndGet(bytes) > MAX_BYTES_IN) {
                heldBack = true;
                link.pause();
                goOn(); // they may have been taken meanwhile
            }
            deliver(taker -> {
                try {
                    taker.onFrame(frame);
                } finally {
                    if (bytesIn.addAndGet(-bytes) <= MAX_BYTES_IN / 2 && heldBack) {
                        onContext(this::goOn);
                    }
                }
            });
        }

        private void goOn() {
            if (heldBack && bytesIn.get() <= MAX_BYTES_IN / 2) {
                heldBack = false;
                link.resume();
            }
        }

        @Override
        public void onDrained() {
            full = false;
            tellRoom();
        }

        @Override
        public void onClosed(@Nullable TransportException reason) {
            TransportException cause = reason == null ? failure : reason;
            deliver(taker -> {
                if (!closed) {
                    closed = true;
                    taker.onClosed(cause);
                }
            });
        }

        private void deliver(Consumer<LinkListener> event) {
            thread.execute(() -> {
                if (listener == null) {
                    early.add(event);
                } else {
                    event.accept(listener);
                }
            });
        }
    }
}

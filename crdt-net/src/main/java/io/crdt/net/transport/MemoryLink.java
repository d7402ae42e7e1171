package io.crdt.net.transport;

import io.vertx.core.Context;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One end of a link in memory. Whatever happens to it happens on the context of its side. */
final class MemoryLink implements Link {

    private static final int ROOM = 64;

    private final String remote;
    private final Context context;
    private final Consumer<MemoryLink> onGone;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private @Nullable LinkListener listener;
    private @Nullable MemoryLink other;
    private boolean full;
    private boolean paused;
    private boolean closed;
    private boolean told;

    MemoryLink(String remote, Context context, Consumer<MemoryLink> onGone) {
        this.remote = remote;
        this.context = context;
        this.onGone = onGone;
    }

    void connect(MemoryLink end) {
        other = end;
        end.other = this;
    }

    @Override
    public String remote() {
        return remote;
    }

    @Override
    public void open(LinkListener newListener) {
        listener = newListener;
        deliverWaiting();
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        deliverWaiting();
    }

    @Override
    public boolean send(byte[] frame) {
        MemoryLink end = end();
        full = underWay.incrementAndGet() >= ROOM;
        end.context.runOnContext(ready -> end.arrive(frame));
        return !full;
    }

    @Override
    public void close() {
        MemoryLink end = end();
        context.runOnContext(ready -> gone());
        end.context.runOnContext(ready -> end.gone());
    }

    private MemoryLink end() {
        if (other == null) {
            throw new IllegalStateException("a link has two ends");
        }
        return other;
    }

    private void arrive(byte[] frame) {
        if (!closed) {
            waiting.add(frame);
            deliverWaiting();
        }
    }

    private void deliverWaiting() {
        MemoryLink sender = end();
        while (listener != null && !paused && !waiting.isEmpty()) {
            listener.onFrame(waiting.remove());
            if (sender.underWay.decrementAndGet() == ROOM / 2) {
                sender.context.runOnContext(ready -> sender.drained());
            }
        }
        if (closed && !told && listener != null && waiting.isEmpty()) {
            told = true;
            listener.onClosed(null);
        }
    }

    private void drained() {
        if (full && !closed && listener != null) {
            full = false;
            listener.onDrained();
        }
    }

    private void gone() {
        if (closed) {
            return;
        }
        closed = true;
        onGone.accept(this);
        deliverWaiting();
    }
}

package io.crdt.net;

import io.crdt.net.contract.Await;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What stands between two nodes and can be told to be a bad network. All of it happens on one context. */
final class CuttingProxy {

    private static final int SLOW_MILLIS = 20;

    /** What the network does. */
    enum Mode {
        /** Passes everything on. */
        WELL,
        /** Closes all connections and takes no new ones. */
        CUT,
        /** Passes on nothing of what the dialed side sends, and closes nothing: nobody is told that it is gone. */
        HALF_OPEN,
        /** Passes on one piece in a while. */
        SLOW,
        /** Changes a byte of what it passes on, about once in as many bytes as a few messages have. */
        DAMAGED
    }

    private final Vertx vertx;
    private final NetServer server;
    private final NetClient client;
    private final int target;
    private final Random random = new Random(1);
    private final List<NetSocket> sockets = new ArrayList<>();
    private volatile Mode mode = Mode.WELL;

    private CuttingProxy(Vertx vertx, int target) {
        this.vertx = vertx;
        this.target = target;
        server = vertx.createNetServer();
        client = vertx.createNetClient();
    }

    /** Starts a proxy for a port of this machine. */
    static CuttingProxy start(Vertx vertx, int target) {
        CuttingProxy proxy = new CuttingProxy(vertx, target);
        Await.result(proxy.server.connectHandler(proxy::connected).listen(0, "127.0.0.1"));
        return proxy;
    }

    String address() {
        return "127.0.0.1:" + server.actualPort();
    }

    /** From now on it is so; connections through which something was lost are closed when it gets better. */
    void become(Mode next) {
        Mode before = mode;
        mode = next;
        if (next == Mode.CUT || before == Mode.HALF_OPEN || before == Mode.DAMAGED) {
            synchronized (sockets) {
                sockets.forEach(NetSocket::close);
                sockets.clear();
            }
        }
    }

    private void connected(NetSocket dialing) {
        if (mode == Mode.CUT) {
            dialing.close();
            return;
        }
        dialing.pause();
        client.connect(target, "127.0.0.1")
                .onSuccess(dialed -> {
                    synchronized (sockets) {
                        sockets.add(dialing);
                        sockets.add(dialed);
                    }
                    pass(dialing, dialed, false);
                    pass(dialed, dialing, true);
                    dialing.resume();
                })
                .onFailure(failure -> dialing.close());
    }

    private void pass(NetSocket from, NetSocket to, boolean mayBeLost) {
        from.handler(bytes -> {
            if (mode == Mode.HALF_OPEN && mayBeLost) {
                return;
            }
            write(from, to, mode == Mode.DAMAGED ? damaged(bytes) : bytes);
            if (mode == Mode.SLOW) {
                from.pause();
                vertx.setTimer(SLOW_MILLIS, later -> from.resume());
            }
        });
        from.closeHandler(closed -> to.close());
        from.exceptionHandler(failure -> to.close());
    }

    /** Changes one byte of every second piece, on the way in both directions. */
    private Buffer damaged(Buffer bytes) {
        Buffer damaged = bytes.copy();
        if (random.nextBoolean()) {
            int at = random.nextInt(damaged.length());
            damaged.setByte(at, (byte) (damaged.getByte(at) ^ 1 + random.nextInt(255)));
        }
        return damaged;
    }

    private static void write(NetSocket from, NetSocket to, Buffer bytes) {
        to.write(bytes);
        if (to.writeQueueFull()) {
            from.pause();
            to.drainHandler(drained -> from.resume());
        }
    }
}

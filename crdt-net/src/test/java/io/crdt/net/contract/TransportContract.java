package io.crdt.net.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.net.transport.Address;
import io.crdt.net.transport.Link;
import io.crdt.net.transport.LinkListener;
import io.crdt.net.transport.Transport;
import io.crdt.net.transport.TransportException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every transport has to do. A test of one of your own extends this and says how a transport is made; there are no
 * further rules that the node relies on.
 */
public abstract class TransportContract {

    /** The Vert.x of the present test. */
    protected Vertx vertx;

    private Transport here;
    private Transport there;
    private Context hereContext;
    private Context thereContext;

    /** Returns a transport on {@link #vertx}; all that a test asks for reach each other. */
    protected abstract Transport newTransport();

    /** Returns an address at which nothing listens. */
    protected abstract Address addressOfNobody();

    @BeforeEach
    protected void open() {
        vertx = Vertx.vertx();
        here = newTransport();
        there = newTransport();
        hereContext = vertx.getOrCreateContext();
        thereContext = vertx.getOrCreateContext();
    }

    @AfterEach
    protected void close() {
        Await.result(here.close());
        Await.result(there.close());
        Await.result(vertx.close());
    }

    @Test
    void framesArriveWholeAndInOrderBothWays() {
        Recorder dialed = new Recorder();
        Recorder accepted = new Recorder();
        Link link = link(dialed, accepted);

        on(hereContext, () -> {
            for (int i = 0; i < 50; i++) {
                link.send(frame(i, 1 + i * 700));
            }
            return Future.succeededFuture();
        });
        Await.until(vertx, "all frames have arrived", () -> accepted.frames.size() == 50);
        for (int i = 0; i < 50; i++) {
            assertArrayEquals(frame(i, 1 + i * 700), accepted.frames.get(i));
        }

        on(thereContext, () -> {
            accepted.link.send(frame(7, 7));
            return Future.succeededFuture();
        });
        Await.until(vertx, "the answer has arrived", () -> dialed.frames.size() == 1);
        assertArrayEquals(frame(7, 7), dialed.frames.get(0));
    }

    @Test
    void aFullLinkSaysSoAndTellsWhenItHasRoomAgain() {
        Recorder dialed = new Recorder();
        Recorder accepted = new Recorder();
        Link link = link(dialed, accepted);

        int sent = Await.result(on(hereContext, () -> {
            int count = 1;
            while (link.send(frame(1, 60_000)) && count < 100_000) {
                count++;
            }
            return Future.succeededFuture(count);
        }));

        assertTrue(sent < 100_000, "the link never was full");
        Await.until(vertx, "the link has drained", () -> dialed.drained.get() > 0);
        Await.until(vertx, "all frames have arrived", () -> accepted.frames.size() == sent);
    }

    @Test
    void whatWasSentBeforeTheCloseArrivesAndBothSidesSeeTheClose() {
        Recorder dialed = new Recorder();
        Recorder accepted = new Recorder();
        Link link = link(dialed, accepted);

        on(hereContext, () -> {
            link.send(frame(1, 10));
            link.close();
            return Future.succeededFuture();
        });

        Await.until(vertx, "both sides see it", () -> dialed.closed.get() == 1 && accepted.closed.get() == 1);
        assertEquals(1, accepted.frames.size());
    }

    @Test
    void closingTheTransportClosesItsLinks() {
        Recorder dialed = new Recorder();
        Recorder accepted = new Recorder();
        link(dialed, accepted);

        Await.result(on(hereContext, here::close));

        Await.until(vertx, "the other side sees it", () -> accepted.closed.get() == 1);
    }

    @Test
    void closingTheTransportThatAcceptedClosesItsLinks() {
        Recorder dialed = new Recorder();
        Recorder accepted = new Recorder();
        link(dialed, accepted);

        Await.result(on(thereContext, there::close));

        Await.until(vertx, "the other side sees it", () -> dialed.closed.get() == 1);
    }

    @Test
    void aTransportThatIsClosedBeforeItListensDoesNotListenAfterwards() {
        AtomicReference<Future<Address>> listening = new AtomicReference<>();
        Await.result(on(thereContext, () -> {
            listening.set(there.listen(link -> {}));
            return there.close();
        }));
        Future<Address> begun = listening.get();
        Await.until(vertx, "it has begun, or not", begun::isComplete);
        if (begun.succeeded()) { // then it was closed just after
            Await.failure(on(hereContext, () -> here.dial(begun.result())));
        }
    }

    @Test
    void dialingWhereNobodyListensNamesTheAddress() {
        Address nobody = addressOfNobody();

        String message = Await.failure(on(hereContext, () -> here.dial(nobody))).getMessage();

        assertTrue(message.contains("cannot reach " + nobody), message);
    }

    @Test
    void aPausedLinkFillsUpAndDeliversAllOfItInOrderBeforeItsCloseWhenItIsResumed() {
        Recorder dialed = new Recorder();
        Recorder accepted = new Recorder();
        Link link = link(dialed, accepted);
        Await.result(on(thereContext, () -> {
            accepted.link.pause();
            return Future.succeededFuture();
        }));
        int sent = Await.result(on(hereContext, () -> {
            int count = 1;
            while (link.send(frame(count, 60_000)) && count < 100_000) {
                count++;
            }
            link.close();
            return Future.succeededFuture(count);
        }));
        assertTrue(sent < 100_000, "the link never was full");
        assertEquals(0, accepted.closed.get(), "the close has overtaken what was sent before");

        on(thereContext, () -> {
            accepted.link.resume();
            return Future.succeededFuture();
        });
        Await.until(vertx, "the close has arrived", () -> accepted.closed.get() == 1);
        assertEquals(sent, accepted.frames.size());
        for (int i = 0; i < sent; i++) {
            assertArrayEquals(frame(i + 1, 60_000), accepted.frames.get(i));
        }
    }

    @Test
    void aLinkThatIsPausedBeforeItIsOpenedDeliversNothingUntilItIsResumed() {
        Recorder dialed = new Recorder();
        Recorder accepted = new Recorder();
        Address address = Await.result(on(
                thereContext,
                () -> there.listen(link -> {
                    link.pause();
                    link.open(accepted);
                    accepted.link = link;
                })));
        Await.result(on(
                hereContext,
                () -> here.dial(address).map(link -> {
                    link.open(dialed);
                    link.send(frame(1, 10));
                    return link;
                })));
        Await.until(vertx, "the link is accepted", () -> accepted.link != null);
        assertEquals(0, accepted.frames.size());

        on(thereContext, () -> {
            accepted.link.resume();
            return Future.succeededFuture();
        });
        Await.until(vertx, "the frame has arrived", () -> accepted.frames.size() == 1);
    }

    private Link link(Recorder dialed, Recorder accepted) {
        Address address = Await.result(on(
                thereContext,
                () -> there.listen(link -> {
                    accepted.link = link;
                    link.open(accepted);
                })));
        Link link = Await.result(on(
                hereContext,
                () -> here.dial(address).map(dialedLink -> {
                    dialedLink.open(dialed);
                    return dialedLink;
                })));
        Await.until(vertx, "the link is accepted", () -> accepted.link != null);
        return link;
    }

    /** Returns a frame whose bytes count up from the seed. */
    protected static byte[] frame(int seed, int length) {
        byte[] frame = new byte[length];
        for (int i = 0; i < length; i++) {
            frame[i] = (byte) (seed + i);
        }
        return frame;
    }

    /** Calls the action on the context. */
    protected static <T> Future<T> on(Context context, Supplier<Future<T>> action) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(ready -> action.get().onComplete(promise));
        return promise.future();
    }

    /** Takes note of all that a link reports. */
    protected static final class Recorder implements LinkListener {
        public final List<byte[]> frames = new CopyOnWriteArrayList<>();
        public final AtomicInteger bad = new AtomicInteger();
        public final AtomicInteger drained = new AtomicInteger();
        public final AtomicInteger closed = new AtomicInteger();
        public volatile Link link;

        public Recorder() {}

        @Override
        public void onFrame(byte[] frame) {
            frames.add(frame);
        }

        @Override
        public void onDrained() {
            drained.incrementAndGet();
        }

        @Override
        public void onClosed(@Nullable TransportException cause) {
            if (cause != null && cause.kind() == TransportException.Kind.BAD_FRAME) {
                bad.incrementAndGet();
            }
            closed.incrementAndGet();
        }
    }
}

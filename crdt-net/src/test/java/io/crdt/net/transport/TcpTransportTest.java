package io.crdt.net.transport;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.net.contract.Await;
import io.crdt.net.contract.TransportContract;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TcpTransportTest extends TransportContract {

    private @Nullable NetClient client;

    @Override
    protected Transport newTransport() {
        return new TcpTransport(vertx, new Address("127.0.0.1", 0), 1 << 20, 8);
    }

    @Override
    protected Address addressOfNobody() {
        return new Address("127.0.0.1", 1); // a free port could be taken by anybody in between
    }

    @Test
    void listeningOnAPortInUseNamesTheAddress() {
        Transport first = newTransport();
        Address taken = Await.result(on(vertx.getOrCreateContext(), () -> first.listen(link -> {})));
        Transport second = new TcpTransport(vertx, taken, 1 << 20, 8);

        String message = Await.failure(on(vertx.getOrCreateContext(), () -> second.listen(link -> {})))
                .getMessage();

        assertTrue(message.contains("cannot listen on " + taken), message);
        Await.result(first.close());
        Await.result(second.close());
    }

    /** A second loopback address stands for those of other networks; a socket that is bound to all addresses has it, too. */
    @Test
    void itListensOnTheAddressThatItSaysAndOnNoOther() {
        Transport transport = newTransport();
        Address address = Await.result(on(vertx.getOrCreateContext(), () -> transport.listen(link -> {})));

        NetSocket there = Await.result(client().connect(address.port(), "127.0.0.1"));
        Await.failure(client().connect(address.port(), "127.0.0.2"));

        Await.result(there.close());
        Await.result(transport.close());
    }

    @Test
    void twoTransportsOfOneVertxDoNotShareAPort() {
        Transport probe = newTransport();
        Address free = Await.result(on(vertx.getOrCreateContext(), () -> probe.listen(link -> {})));
        Await.result(probe.close());
        Transport first = new TcpTransport(vertx, free, 1 << 20, 8);
        Transport second = new TcpTransport(vertx, free, 1 << 20, 8);
        Await.result(on(vertx.getOrCreateContext(), () -> first.listen(link -> {})));

        String message = Await.failure(on(vertx.getOrCreateContext(), () -> second.listen(link -> {})))
                .getMessage();

        assertTrue(message.contains("cannot listen on " + free), message);
        Await.result(first.close());
        Await.result(second.close());
    }

    @Test
    void aPeerThatDoesNotReadIsCut() {
        Transport impatient = new TcpTransport(
                vertx,
                TcpOptions.plain(new Address("127.0.0.1", 0), 1 << 20, 8).withWriteTimeout(Duration.ofMillis(300)));
        AtomicReference<Link> accepted = new AtomicReference<>();
        Recorder recorder = new Recorder();
        Address address = Await.result(on(
                vertx.getOrCreateContext(),
                () -> impatient.listen(link -> {
                    link.open(recorder);
                    for (int i = 0; i < 64; i++) {
                        link.send(frame(i, 1 << 20));
                    }
                    link.close();
                    accepted.set(link);
                })));
        NetSocket deaf = Await.result(client().connect(address.port(), address.host()));
        deaf.pause();

        Await.until(vertx, "the link is cut", () -> recorder.closed.get() == 1);

        Await.result(deaf.close());
        Await.result(impatient.close());
    }

    @Test
    void tooManyLinksAreRefused() {
        Transport small = new TcpTransport(vertx, new Address("127.0.0.1", 0), 1 << 20, 1);
        Address address =
                Await.result(on(vertx.getOrCreateContext(), () -> small.listen(link -> link.open(new Recorder()))));
        NetSocket first = Await.result(client().connect(address.port(), address.host()));
        NetSocket second = Await.result(client().connect(address.port(), address.host()));
        AtomicBoolean refused = new AtomicBoolean();

        Await.until(vertx, "the second cannot be written to", () -> {
            second.write("x").onFailure(closed -> refused.set(true));
            return refused.get();
        });

        Await.result(first.close());
        Await.result(small.close());
    }

    private NetClient client() {
        if (client == null) {
            client = vertx.createNetClient(); // held, since Vert.x closes the sockets of one that nobody refers to
        }
        return client;
    }
}

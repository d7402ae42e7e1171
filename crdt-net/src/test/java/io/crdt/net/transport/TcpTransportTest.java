package io.crdt.net.transport;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.net.Await;
import org.junit.jupiter.api.Test;

class TcpTransportTest extends TransportContract {

    @Override
    Transport newTransport() {
        return new TcpTransport(vertx, new Address("127.0.0.1", 0), 1 << 20, 8);
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
}

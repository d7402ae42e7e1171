package io.crdt.net.transport;

import org.junit.jupiter.api.BeforeEach;

class MemoryTransportTest extends TransportContract {

    private MemoryNetwork network;

    @Override
    @BeforeEach
    void open() {
        network = null;
        super.open();
    }

    @Override
    Transport newTransport() {
        if (network == null) {
            network = new MemoryNetwork(vertx);
        }
        return network.transport();
    }

    @Override
    Address addressOfNobody() {
        return new Address("memory", 60_000);
    }
}

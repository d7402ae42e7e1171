package io.crdt.net.transport;

import io.crdt.net.contract.TransportContract;
import org.junit.jupiter.api.BeforeEach;

class MemoryTransportTest extends TransportContract {

    private MemoryNetwork network;

    @Override
    @BeforeEach
    protected void open() {
        network = null;
        super.open();
    }

    @Override
    protected Transport newTransport() {
        if (network == null) {
            network = new MemoryNetwork(vertx);
        }
        return network.transport();
    }

    @Override
    protected Address addressOfNobody() {
        return new Address("memory", 60_000);
    }
}

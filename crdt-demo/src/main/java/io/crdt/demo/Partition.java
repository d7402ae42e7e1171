package io.crdt.demo;

import io.crdt.net.transport.Address;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A network of two sides that can be cut in between and healed. */
final class Partition {

    private final List<PartitionableTransport> transports = new CopyOnWriteArrayList<>();
    private final Map<Address, Integer> sides = new ConcurrentHashMap<>();
    private volatile boolean cut;

    void add(PartitionableTransport transport, Address address, int side) {
        transports.add(transport);
        sides.put(address, side);
    }

    boolean isCut() {
        return cut;
    }

    boolean isAcross(int side, Address to) {
        return sides.getOrDefault(to, side) != side;
    }

    /** Refuses new links between the sides and closes those there are. */
    Future<Void> cut() {
        cut = true;
        return Future.join(transports.stream()
                        .map(PartitionableTransport::closeCrossing)
                        .toList())
                .mapEmpty();
    }

    /** Lets links between the sides be opened again; the nodes find out by dialing. */
    void heal() {
        cut = false;
    }
}

package io.crdt.net.transport;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A network inside one process, for tests and for replicas that share a process: no sockets, same rules. */
public final class MemoryNetwork {

    private final Vertx vertx;
    private final Map<Address, Listener> listeners = new ConcurrentHashMap<>();
    private final AtomicInteger nextPort = new AtomicInteger(1);

    /** Creates a network without anybody in it. */
    public MemoryNetwork(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Returns a transport with an address of its own. */
    public Transport transport() {
        return new MemoryTransport(new Address("memory", nextPort.getAndIncrement()));
    }

    private record Listener(Consumer<Link> acceptor, Context context, Set<MemoryLink> links) {}

    private final class MemoryTransport implements Transport {

        private final Address address;
        private final Set<MemoryLink> links = ConcurrentHashMap.newKeySet();

        MemoryTransport(Address address) {
            this.address = address;
        }

        @Override
        public Future<Address> listen(Consumer<Link> acceptor) {
            Context context = vertx.getOrCreateContext();
            Listener before = listeners.putIfAbsent(address, new Listener(acceptor, context, links));
            return before == null
                    ? Future.succeededFuture(address)
                    : Future.failedFuture(new TransportException(
                            TransportException.Kind.IN_USE, "cannot listen on " + address + ": it is in use", null));
        }

        @Override
        public Future<Link> dial(Address to) {
            @Nullable Listener listener = listeners.get(to);
            if (listener == null) {
                return Future.failedFuture(new TransportException(
                        TransportException.Kind.REFUSED, "cannot reach " + to + ": nobody listens there", null));
            }
            MemoryLink mine = new MemoryLink(to.toString(), vertx.getOrCreateContext(), links::remove);
            MemoryLink theirs = new MemoryLink(address.toString(), listener.context(), listener.links()::remove);
            mine.connect(theirs);
            links.add(mine);
            listener.links().add(theirs);
            listener.context().runOnContext(ready -> listener.acceptor().accept(theirs));
            return Future.succeededFuture(mine);
        }

        @Override
        public Future<Void> close() {
            listeners.remove(address);
            links.forEach(MemoryLink::close);
            return Future.succeededFuture();
        }
    }
}

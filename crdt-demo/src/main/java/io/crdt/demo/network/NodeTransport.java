package io.crdt.demo.network;

import io.crdt.net.transport.Address;
import io.crdt.net.transport.Link;
import io.crdt.net.transport.Transport;
import io.crdt.net.transport.TransportException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.NoRouteToHostException;
import java.util.function.Consumer;

/** The transport of one life of a node, through the {@link DemoNetwork}. */
public final class NodeTransport implements Transport {

    private final Vertx vertx;
    private final Transport inner;
    private final DemoNetwork network;
    private final int node;

    /** Creates the transport of the node with that index. */
    public NodeTransport(Vertx vertx, Transport inner, DemoNetwork network, int node) {
        this.vertx = vertx;
        this.inner = inner;
        this.network = network;
        this.node = node;
    }

    @Override
    public Future<Address> listen(Consumer<Link> acceptor) {
        return inner.listen(link -> acceptor.accept(new TappedLink(vertx, link, network, node, TappedLink.UNKNOWN)))
                .onSuccess(address -> network.locate(node, address));
    }

    @Override
    public Future<Link> dial(Address to) {
        int peer = network.nodeAt(to);
        if (peer < 0 || peer == node) {
            return inner.dial(to);
        }
        NodePair pair = NodePair.of(node, peer);
        if (network.isCut(pair)) {
            return Future.failedFuture(refusal(to));
        }
        return inner.dial(to).map(link -> {
            TappedLink tapped = new TappedLink(vertx, link, network, node, peer);
            if (!network.opened(pair, tapped)) {
                link.close();
                throw refusal(to);
            }
            return tapped;
        });
    }

    private static TransportException refusal(Address to) {
        return new TransportException(
                "cannot reach " + to + ": the link is cut", new NoRouteToHostException(to.toString()));
    }

    @Override
    public void onProblem(Consumer<TransportException> listener) {
        inner.onProblem(listener);
    }

    @Override
    public Future<Void> reloadCertificates() {
        return inner.reloadCertificates();
    }

    @Override
    public Future<Void> close() {
        return inner.close();
    }
}

package io.crdt.demo;

import io.crdt.net.transport.Address;
import io.crdt.net.transport.Link;
import io.crdt.net.transport.LinkListener;
import io.crdt.net.transport.Transport;
import io.crdt.net.transport.TransportException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.NoRouteToHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A transport on one side of a {@link Partition}. While the network is cut it neither keeps nor opens links to the other
 * side. Only the side that dials a link knows where it leads, so only that side closes it; the other one just loses it.
 */
final class PartitionableTransport implements Transport {

    private final Vertx vertx;
    private final Transport inner;
    private final Partition partition;
    private final int side;
    private final Set<Link> crossing = new LinkedHashSet<>();
    private @Nullable Context context;

    PartitionableTransport(Vertx vertx, Transport inner, Partition partition, int side) {
        this.vertx = vertx;
        this.inner = inner;
        this.partition = partition;
        this.side = side;
    }

    @Override
    public Future<Address> listen(Consumer<Link> acceptor) {
        context = vertx.getOrCreateContext();
        return inner.listen(acceptor).map(address -> {
            partition.add(this, address, side);
            return address;
        });
    }

    @Override
    public Future<Link> dial(Address to) {
        if (!partition.isAcross(side, to)) {
            return inner.dial(to);
        }
        if (partition.isCut()) {
            return Future.failedFuture(refusal(to));
        }
        return inner.dial(to).map(link -> {
            if (partition.isCut()) {
                link.close();
                throw refusal(to);
            }
            CrossingLink crossingLink = new CrossingLink(link);
            crossing.add(crossingLink);
            return crossingLink;
        });
    }

    @Override
    public Future<Void> close() {
        return inner.close();
    }

    /** Closes the links to the other side. May be called from any thread. */
    Future<Void> closeCrossing() {
        Promise<Void> closed = Promise.promise();
        Context own = context;
        if (own == null) {
            return Future.succeededFuture();
        }
        own.runOnContext(ready -> {
            List.copyOf(crossing).forEach(Link::close);
            closed.complete();
        });
        return closed.future();
    }

    private static TransportException refusal(Address to) {
        return new TransportException(
                "cannot reach " + to + ": the network is cut", new NoRouteToHostException(to.toString()));
    }

    /** A link that forgets itself when it is closed. */
    private final class CrossingLink implements Link {

        private final Link link;

        CrossingLink(Link link) {
            this.link = link;
        }

        @Override
        public String remote() {
            return link.remote();
        }

        @Override
        public void open(LinkListener listener) {
            link.open(new LinkListener() {
                @Override
                public void onFrame(byte[] frame) {
                    listener.onFrame(frame);
                }

                @Override
                public void onDrained() {
                    listener.onDrained();
                }

                @Override
                public void onClosed(@Nullable TransportException cause) {
                    crossing.remove(CrossingLink.this);
                    listener.onClosed(cause);
                }
            });
        }

        @Override
        public void pause() {
            link.pause();
        }

        @Override
        public void resume() {
            link.resume();
        }

        @Override
        public boolean send(byte[] frame) {
            return link.send(frame);
        }

        @Override
        public void close() {
            link.close();
        }
    }
}

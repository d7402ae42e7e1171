package io.crdt.net;

import io.crdt.net.transport.Address;
import io.crdt.net.transport.Link;
import io.crdt.net.transport.LinkListener;
import io.crdt.net.transport.Transport;
import io.vertx.core.Future;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A transport that passes everything on to another one; a test gives it links that do something else on the way. */
class ForwardingTransport implements Transport {

    private final Transport inner;
    private final UnaryOperator<Link> links;

    ForwardingTransport(Transport inner, UnaryOperator<Link> links) {
        this.inner = inner;
        this.links = links;
    }

    @Override
    public Future<Address> listen(Consumer<Link> acceptor) {
        return inner.listen(link -> acceptor.accept(links.apply(link)));
    }

    @Override
    public Future<Link> dial(Address address) {
        return inner.dial(address).map(links);
    }

    @Override
    public Future<Void> close() {
        return inner.close();
    }

    /** A link that passes everything on to another one. */
    static class ForwardingLink implements Link {

        private final Link inner;

        ForwardingLink(Link inner) {
            this.inner = inner;
        }

        @Override
        public String remote() {
            return inner.remote();
        }

        @Override
        public void open(LinkListener listener) {
            inner.open(listener);
        }

        @Override
        public void pause() {
            inner.pause();
        }

        @Override
        public void resume() {
            inner.resume();
        }

        @Override
        public boolean send(byte[] frame) {
            return inner.send(frame);
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}

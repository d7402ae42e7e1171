package io.crdt.net.transport;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TcpClientConfig;
import io.vertx.core.net.TcpServerConfig;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Links over TCP. Each frame is sent as its length in four bytes and its content. */
public final class TcpTransport implements Transport {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final Address address;
    private final int maxFrameBytes;
    private final int maxLinks;
    private final NetServer server;
    private final NetClient client; // has to be held: Vert.x closes the sockets of a client that nobody refers to
    private final Set<TcpLink> links = new LinkedHashSet<>();

    /**
     * Creates a transport that does not listen yet.
     *
     * @param address where to listen; port 0 takes any free one
     * @param maxFrameBytes the longest frame that is taken; a longer one closes the link
     * @param maxLinks how many links others may have open to here; more are refused
     */
    public TcpTransport(Vertx vertx, Address address, int maxFrameBytes, int maxLinks) {
        this.address = address;
        this.maxFrameBytes = maxFrameBytes;
        this.maxLinks = maxLinks;
        server = vertx.createNetServer(
                new TcpServerConfig().setHost(address.host()).setPort(address.port()));
        client = vertx.createNetClient(new TcpClientConfig().setConnectTimeout(CONNECT_TIMEOUT));
    }

    @Override
    public Future<Address> listen(Consumer<Link> acceptor) {
        server.connectHandler(socket -> {
            TcpLink link = new TcpLink(socket, maxFrameBytes, links::remove);
            if (links.size() >= maxLinks) {
                link.close();
            } else {
                links.add(link);
                acceptor.accept(link);
            }
        });
        return server.listen()
                .map(listening -> new Address(address.host(), listening.actualPort()))
                .recover(failure -> Future.failedFuture(
                        new TransportException("cannot listen on " + address + ": " + reason(failure), failure)));
    }

    @Override
    public Future<Link> dial(Address to) {
        return client.connect(SocketAddress.inetSocketAddress(to.port(), to.host()))
                .<Link>map(socket -> {
                    TcpLink link = new TcpLink(socket, maxFrameBytes, links::remove);
                    links.add(link);
                    return link;
                })
                .recover(failure -> Future.failedFuture(
                        new TransportException("cannot reach " + to + ": " + reason(failure), failure)));
    }

    @Override
    public Future<Void> close() {
        List.copyOf(links).forEach(TcpLink::close);
        return Future.join(server.close(), client.close()).mapEmpty();
    }

    private static String reason(Throwable failure) {
        if (failure instanceof UnknownHostException) {
            return "no such host";
        }
        if (failure instanceof ConnectException) {
            return "nobody listens there or it is unreachable";
        }
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}

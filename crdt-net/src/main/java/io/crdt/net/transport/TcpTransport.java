package io.crdt.net.transport;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TcpClientConfig;
import io.vertx.core.net.TcpServerConfig;
import io.vertx.core.shareddata.LocalMap;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Links over TCP. Each frame is sent as its length in four bytes and its content. */
public final class TcpTransport implements Transport {

    private static final Logger LOG = LoggerFactory.getLogger(TcpTransport.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /**
     * A link on which nothing could be written for so long is cut, whatever waits on it: a peer that does not read must not
     * hold up a close, or memory, for ever. Links that are well are written to more often.
     */
    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(30);

    private static final String LISTENING = TcpTransport.class.getName();

    private final Address address;
    private final int maxFrameBytes;
    private final int maxLinks;
    private final NetServer server;
    private final NetClient client; // has to be held: Vert.x closes the sockets of a client that nobody refers to
    private final Vertx vertx;
    private final Set<TcpLink> links = new LinkedHashSet<>();
    private final Set<TcpLink> inbound = new LinkedHashSet<>();
    private @Nullable Address taken;

    /**
     * Creates a transport that does not listen yet.
     *
     * @param address where to listen; port 0 takes any free one
     * @param maxFrameBytes the longest frame that is taken; a longer one closes the link
     * @param maxLinks how many links others may have open to here; more are refused
     */
    public TcpTransport(Vertx vertx, Address address, int maxFrameBytes, int maxLinks) {
        this(vertx, address, maxFrameBytes, maxLinks, WRITE_TIMEOUT);
    }

    TcpTransport(Vertx vertx, Address address, int maxFrameBytes, int maxLinks, Duration writeTimeout) {
        this.vertx = vertx;
        this.address = address;
        this.maxFrameBytes = maxFrameBytes;
        this.maxLinks = maxLinks;
        server = vertx.createNetServer(new TcpServerConfig()
                .setHost(address.host())
                .setPort(address.port())
                .setWriteIdleTimeout(writeTimeout));
        client = vertx.createNetClient(
                new TcpClientConfig().setConnectTimeout(CONNECT_TIMEOUT).setWriteIdleTimeout(writeTimeout));
    }

    @Override
    public Future<Address> listen(Consumer<Link> acceptor) {
        server.connectHandler(socket -> accept(new TcpLink(socket, maxFrameBytes, this::forget), acceptor));
        if (address.port() != 0 && addressesOf(vertx).putIfAbsent(address.toString(), true) != null) {
            return Future.failedFuture(new TransportException(
                    "cannot listen on " + address + ": another transport of this Vert.x does", null));
        }
        taken = address;
        return server.listen()
                .map(listening -> new Address(address.host(), listening.actualPort()))
                .recover(failure -> {
                    release();
                    return Future.failedFuture(
                            new TransportException("cannot listen on " + address + ": " + reason(failure), failure));
                });
    }

    /** Vert.x lets several servers share a port and deals the sockets out to them, which must not happen to replicas. */
    private static LocalMap<String, Boolean> addressesOf(Vertx vertx) {
        return vertx.sharedData().getLocalMap(LISTENING);
    }

    private void release() {
        if (taken != null) {
            addressesOf(vertx).remove(taken.toString());
            taken = null;
        }
    }

    private void accept(TcpLink link, Consumer<Link> acceptor) {
        links.add(link);
        inbound.add(link);
        if (inbound.size() > maxLinks) {
            LOG.warn("{} refuses the link of {}: there are {} already", address, link.remote(), maxLinks);
            link.close();
        } else {
            acceptor.accept(link);
        }
    }

    private void forget(TcpLink link) {
        links.remove(link);
        inbound.remove(link);
    }

    @Override
    public Future<Link> dial(Address to) {
        return client.connect(SocketAddress.inetSocketAddress(to.port(), to.host()))
                .<Link>map(socket -> {
                    TcpLink link = new TcpLink(socket, maxFrameBytes, this::forget);
                    links.add(link);
                    return link;
                })
                .recover(failure -> Future.failedFuture(
                        new TransportException("cannot reach " + to + ": " + reason(failure), failure)));
    }

    @Override
    public Future<Void> close() {
        List.copyOf(links).forEach(TcpLink::close);
        release();
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

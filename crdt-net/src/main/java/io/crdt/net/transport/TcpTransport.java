package io.crdt.net.transport;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TcpClientConfig;
import io.vertx.core.net.TcpServerConfig;
import io.vertx.core.shareddata.LocalMap;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Links over TCP, with TLS or, on one machine, without. Each frame is sent as its length in four bytes and its content.
 *
 * <p>With TLS both sides have to have a certificate of an authority they believe, whichever dials. The files are looked at
 * once a minute; if one has changed, links that are opened from then on use the new ones.
 */
public final class TcpTransport implements Transport {

    private static final Logger LOG = LoggerFactory.getLogger(TcpTransport.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final long MIN_CONNECT_MILLIS = 1_000;
    private static final long RELOAD_MILLIS = 60_000;
    private static final String LISTENING = TcpTransport.class.getName();

    private final Vertx vertx;
    private final TcpOptions options;
    private final NetClient client; // has to be held: Vert.x closes the sockets of a client that nobody refers to
    private final HostAddresses names;
    private final Set<TcpLink> links = new LinkedHashSet<>();
    private final Set<TcpLink> inbound = new LinkedHashSet<>();
    private Consumer<TransportException> problems = problem -> LOG.warn("{}", problem.getMessage());
    private @Nullable NetServer server;
    private @Nullable Credentials credentials;
    private @Nullable Long reloading;
    private @Nullable Address taken;
    private Future<Void> reload = Future.succeededFuture();
    private boolean closed;

    /**
     * Creates a transport for plain text on this machine, which does not listen yet.
     *
     * @param address where to listen; port 0 takes any free one
     * @param maxFrameBytes the longest frame that is taken; a longer one closes the link
     * @param maxLinks how many links others may have open to here; more are refused
     */
    public TcpTransport(Vertx vertx, Address address, int maxFrameBytes, int maxLinks) {
        this(vertx, TcpOptions.plain(address, maxFrameBytes, maxLinks));
    }

    /** Creates a transport that does not listen yet. */
    public TcpTransport(Vertx vertx, TcpOptions options) {
        this.vertx = vertx;
        this.options = options;
        names = new HostAddresses(vertx);
        client = vertx.createNetClient(
                new TcpClientConfig().setConnectTimeout(CONNECT_TIMEOUT).setWriteIdleTimeout(options.writeTimeout()));
    }

    @Override
    public void onProblem(Consumer<TransportException> listener) {
        problems = listener;
    }

    @Override
    public Future<Address> listen(Consumer<Link> acceptor) {
        Address address = options.address();
        String refusal = options.refusalOfPlainText(address);
        if (refusal != null) {
            return Future.failedFuture(new TransportException(
                    TransportException.Kind.PLAIN_TEXT, "does not listen on " + address + ": " + refusal, null));
        }
        if (address.port() != 0 && addressesOf(vertx).putIfAbsent(address.toString(), true) != null) {
            return Future.failedFuture(new TransportException(
                    TransportException.Kind.IN_USE,
                    "cannot listen on " + address + ": another transport of this Vert.x does",
                    null));
        }
        taken = address;
        return loadCertificates()
                .compose(loaded -> closed ? closedMeanwhile() : serve(acceptor).listen())
                .compose(listening -> closed
                        ? listening.close().<Address>compose(ended -> closedMeanwhile())
                        : Future.succeededFuture(new Address(address.host(), listening.actualPort())))
                .recover(failure -> {
                    release();
                    return Future.failedFuture(
                            failure instanceof TransportException
                                    ? failure
                                    : new TransportException(
                                            Causes.kind(failure),
                                            "cannot listen on " + address + ": " + Causes.text(failure),
                                            failure));
                });
    }

    private <T> Future<T> closedMeanwhile() {
        return Future.failedFuture(new TransportException(
                TransportException.Kind.CLOSED,
                "does not listen on " + options.address() + ": it was closed meanwhile",
                null));
    }

    private NetServer serve(Consumer<Link> acceptor) {
        TcpServerConfig config = new TcpServerConfig()
                .setHost(options.address().host())
                .setPort(options.address().port())
                .setWriteIdleTimeout(options.writeTimeout());
        NetServer serving = credentials == null
                ? vertx.createNetServer(config)
                : vertx.createNetServer(config.setSsl(true), credentials.forServer());
        serving.connectHandler(
                socket -> accept(new TcpLink(socket, false, options.maxFrameBytes(), this::forget), acceptor));
        serving.exceptionHandler(failure -> problems.accept(new TransportException(
                Causes.kind(failure), "refused a connection: " + Causes.text(failure), failure)));
        server = serving;
        return serving;
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
        String host = link.remoteHost();
        String expiry = link.expiry();
        if (expiry != null) {
            refuse(link, TransportException.Kind.CERTIFICATE, expiry);
        } else if (inbound.size() > options.maxLinks()) {
            refuse(link, TransportException.Kind.TOO_MANY_LINKS, "there are " + options.maxLinks() + " links already");
        } else if (inbound.stream()
                        .filter(each -> each.remoteHost().equals(host))
                        .count()
                > options.maxLinksPerAddress()) {
            refuse(
                    link,
                    TransportException.Kind.TOO_MANY_LINKS,
                    "there are " + options.maxLinksPerAddress() + " links from its address already");
        } else {
            acceptor.accept(link);
        }
    }

    private void refuse(TcpLink link, TransportException.Kind kind, String reason) {
        problems.accept(new TransportException(kind, "refused a link from " + link.remoteHost() + ": " + reason, null));
        link.close();
    }

    private void forget(TcpLink link) {
        links.remove(link);
        inbound.remove(link);
    }

    @Override
    public Future<Link> dial(Address to) {
        return dial(to, CONNECT_TIMEOUT);
    }

    /** {@inheritDoc} Of a name every address is tried, see {@link HostAddresses}; they share the time. */
    @Override
    public Future<Link> dial(Address to, Duration patience) {
        String refusal = options.refusalOfPlainText(to);
        if (refusal != null) {
            return Future.failedFuture(new TransportException(
                    TransportException.Kind.PLAIN_TEXT, "does not dial " + to + ": " + refusal, null));
        }
        return loadCertificates()
                .compose(loaded -> to.isNumeric() ? connect(to, null, patience) : connectToAny(to, patience))
                .recover(failure -> Future.failedFuture(new TransportException(
                        Causes.kind(failure), "cannot reach " + to + ": " + Causes.text(failure), failure)));
    }

    private Future<Link> connectToAny(Address to, Duration patience) {
        return names.of(to.host()).compose(all -> {
            long millis = Math.max(MIN_CONNECT_MILLIS, patience.toMillis() / all.size());
            return connectToNext(to, all.iterator(), Duration.ofMillis(Math.min(patience.toMillis(), millis)));
        });
    }

    private Future<Link> connectToNext(Address to, Iterator<InetAddress> left, Duration patience) {
        InetAddress next = left.next();
        names.tries(to.host(), next);
        return connect(to, next, patience)
                .recover(failure ->
                        left.hasNext() && !closed ? connectToNext(to, left, patience) : Future.failedFuture(failure));
    }

    private Future<Link> connect(Address to, @Nullable InetAddress ip, Duration patience) {
        return client.connect(connectTo(to, ip, patience)).compose(socket -> {
            TcpLink link = new TcpLink(socket, true, options.maxFrameBytes(), this::forget);
            links.add(link);
            String expiry = link.expiry();
            if (expiry == null) {
                return Future.<Link>succeededFuture(link);
            }
            link.close();
            return Future.failedFuture(new TransportException(TransportException.Kind.CERTIFICATE, expiry, null));
        });
    }

    /** The certificate has to be for what was dialed, so for a name the name, whichever of its addresses it is. */
    private ConnectOptions connectTo(Address to, @Nullable InetAddress ip, Duration patience) {
        ConnectOptions connect =
                new ConnectOptions().setHost(to.host()).setPort(to.port()).setTimeout((int) patience.toMillis());
        if (ip != null) {
            connect.setRemoteAddress(SocketAddress.inetSocketAddress(new InetSocketAddress(ip, to.port())));
        }
        return credentials == null
                ? connect.setSsl(false)
                : connect.setSsl(true).setSslOptions(credentials.forClient(options.verifyHosts()));
    }

    private Future<Void> loadCertificates() {
        return options.tls() == null || credentials != null ? Future.succeededFuture() : reloadCertificates();
    }

    /** {@inheritDoc} If they cannot be read, the future fails, and those that were read last stay in use. */
    @Override
    public Future<Void> reloadCertificates() {
        TlsFiles files = options.tls();
        if (files == null) {
            return Future.succeededFuture();
        }
        // one after the other, so that those that were read last are those that are used
        reload = reload.transform(before -> Credentials.read(vertx, files)
                .compose(read -> read.equals(credentials) ? Future.succeededFuture() : use(read)));
        return reload;
    }

    private Future<Void> use(Credentials read) {
        Future<?> served = server == null
                ? Future.succeededFuture()
                : server.updateSSLOptions(read.forServer(), true)
                        .recover(failure -> Future.failedFuture(new TransportException(
                                TransportException.Kind.CERTIFICATE,
                                "cannot use the certificates in " + options.tls() + ": " + Causes.text(failure),
                                failure)));
        return served.map(updated -> {
            credentials = read;
            Instant until = read.own().getNotAfter().toInstant();
            LOG.info("{} has a certificate for {}, valid until {}", options.address(), read.names(), until);
            if (until.isBefore(Instant.now())) {
                problems.accept(new TransportException(
                        TransportException.Kind.CERTIFICATE,
                        "the certificate of this node, for " + read.names() + ", has expired at " + until
                                + ": nobody will link to it",
                        null));
            }
            if (reloading == null && !closed) {
                reloading = vertx.setPeriodic(
                        RELOAD_MILLIS,
                        due -> reloadCertificates()
                                .onFailure(failure -> problems.accept(new TransportException(
                                        Causes.kind(failure),
                                        failure.getMessage() + "; those read before stay in use",
                                        failure))));
            }
            return null;
        });
    }

    @Override
    public Future<Void> close() {
        closed = true;
        List.copyOf(links).forEach(TcpLink::close);
        release();
        if (reloading != null) {
            vertx.cancelTimer(reloading);
        }
        return Future.join(server == null ? Future.succeededFuture() : server.close(), client.close())
                .mapEmpty();
    }
}

package io.crdt.net.transport;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How a replica opens links to others and takes theirs. All calls are made on one Vert.x context, those on its links too,
 * and all callbacks come back on it.
 */
public interface Transport {

    /**
     * Begins to take links.
     *
     * @param acceptor is called with every link that another side has dialed; has to open it before it returns
     * @return the address that others can dial, or a failure that names the address and the cause
     */
    Future<Address> listen(Consumer<Link> acceptor);

    /**
     * Dials another side.
     *
     * @return the link, to be opened by the caller in the callback, or a failure that names the address and the cause
     */
    Future<Link> dial(Address address);

    /**
     * Dials another side, which has to answer in time, by about as much as the transport can keep to that; as long as it
     * likes unless this is overridden.
     */
    default Future<Link> dial(Address address, Duration patience) {
        return dial(address);
    }

    /**
     * Calls the listener, from now on, with what goes wrong before there is a link that could be told of it: somebody
     * without a certificate, one too many.
     */
    default void onProblem(Consumer<TransportException> listener) {}

    /** Reads the certificates again, if there are any; links that are opened from then on use them. */
    default Future<Void> reloadCertificates() {
        return Future.succeededFuture();
    }

    /** Stops listening and closes all links. */
    Future<Void> close();
}

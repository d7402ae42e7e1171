package io.crdt.net.transport;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The IP addresses behind a name, in the order in which a dial tries them. A name of several, as that of a headless service
 * of pods, may have some where nobody answers, and its own node among them.
 *
 * <p>All nodes try them by number, lowest first, whatever order a server answers in: nodes that start at the same time then
 * meet at the same one, and not in pairs that know nothing of each other. A dial begins after the address that the one
 * before it has tried last. So a link that leads back to the node itself, or to somebody who refuses it, is followed by one
 * to the next address.
 *
 * <p>Names are looked up at each dial; the resolver of Vert.x remembers what it has heard for as long as that is valid.
 */
final class HostAddresses {

    /** How many addresses one dial tries; the next dial goes on with those after them. */
    static final int MAX_TRIED = 8;

    private static final int MAX_NAMES = 256;

    private static final Comparator<InetAddress> BY_NUMBER = Comparator.comparingInt(
                    (InetAddress address) -> address.getAddress().length)
            .thenComparing(InetAddress::getAddress, Arrays::compareUnsigned);

    private final VertxInternal vertx;
    private final Map<String, InetAddress> last = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, InetAddress> eldest) {
            return size() > MAX_NAMES;
        }
    };

    HostAddresses(Vertx vertx) {
        this.vertx = (VertxInternal) vertx; // the only way to all addresses of a name that heeds its resolver's options
    }

    /** Returns the addresses to try now, in this order; fails if the name is not known. */
    Future<List<InetAddress>> of(String name) {
        return vertx.nameResolver().resolveAll(name).map(found -> inTurn(name, found));
    }

    private List<InetAddress> inTurn(String name, List<InetSocketAddress> found) {
        List<InetAddress> sorted = found.stream()
                .map(InetSocketAddress::getAddress)
                .distinct()
                .sorted(BY_NUMBER)
                .toList();
        InetAddress before = last.get(name);
        List<InetAddress> turn = new ArrayList<>();
        if (before != null) {
            sorted.stream().filter(each -> BY_NUMBER.compare(each, before) > 0).forEach(turn::add);
        }
        sorted.stream().filter(each -> !turn.contains(each)).forEach(turn::add);
        return List.copyOf(turn.subList(0, Math.min(MAX_TRIED, turn.size())));
    }

    /** Takes note that an address of a name is being tried. */
    void tries(String name, InetAddress address) {
        last.put(name, address);
    }
}

package io.crdt.demo.network;

import io.crdt.net.transport.Address;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What lies between the nodes: which links are cut and which are slow, and which there are at the moment. May be used by any
 * thread.
 */
public final class DemoNetwork {

    private final Map<Address, Integer> nodes = new ConcurrentHashMap<>();
    private final Map<NodePair, Long> cutSince = new ConcurrentHashMap<>();
    private final Map<NodePair, Integer> delays = new ConcurrentHashMap<>();
    private final Map<NodePair, Set<TappedLink>> links = new ConcurrentHashMap<>();
    private final TrafficMeter traffic;
    private final boolean metered;

    /** Creates a whole network of fast links; if it is metered, all messages on them are read along. */
    public DemoNetwork(int nodes, boolean metered) {
        traffic = new TrafficMeter(nodes);
        this.metered = metered;
    }

    boolean isMetered() {
        return metered;
    }

    /** Returns what has arrived so far; nothing if the network is not metered. */
    public TrafficMeter traffic() {
        return traffic;
    }

    void locate(int node, Address address) {
        nodes.put(address, node);
    }

    /** Returns which node listens there; -1 if none. */
    int nodeAt(Address address) {
        return nodes.getOrDefault(address, -1);
    }

    public boolean isCut(NodePair pair) {
        return cutSince.containsKey(pair);
    }

    public Set<NodePair> cuts() {
        return Set.copyOf(cutSince.keySet());
    }

    /** Refuses new links between two nodes and closes those there are. */
    public void cut(NodePair pair) {
        cutSince.putIfAbsent(pair, System.nanoTime());
        links.getOrDefault(pair, Set.of()).forEach(TappedLink::close);
    }

    /** Lets links be opened again, and returns for how many nanoseconds that was not so. */
    public long heal(NodePair pair) {
        Long since = cutSince.remove(pair);
        return since == null ? 0 : System.nanoTime() - since;
    }

    /** Makes whatever is sent between two nodes arrive later. */
    public void delay(NodePair pair, int millis) {
        if (millis == 0) {
            delays.remove(pair);
        } else {
            delays.put(pair, millis);
        }
    }

    public int delayMillis(NodePair pair) {
        return delays.getOrDefault(pair, 0);
    }

    public Set<NodePair> delayed() {
        return Set.copyOf(delays.keySet());
    }

    /** Takes a new link in; returns false, and has not, if it was cut while it was dialed. */
    boolean opened(NodePair pair, TappedLink link) {
        Set<TappedLink> present = links.computeIfAbsent(pair, first -> ConcurrentHashMap.newKeySet());
        present.add(link);
        if (isCut(pair)) {
            present.remove(link);
            return false;
        }
        return true;
    }

    void closed(NodePair pair, TappedLink link) {
        links.getOrDefault(pair, ConcurrentHashMap.newKeySet()).remove(link);
    }

    public boolean isLinked(NodePair pair) {
        return !links.getOrDefault(pair, Set.of()).isEmpty();
    }

    /** Returns the pairs that have a link now or have had one. */
    public Set<NodePair> pairs() {
        return Set.copyOf(links.keySet());
    }
}

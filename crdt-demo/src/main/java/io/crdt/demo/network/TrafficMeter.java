package io.crdt.demo.network;

import io.crdt.protocol.Message;
import io.crdt.protocol.Message.Push;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What has arrived where: since the beginning, and since somebody last looked. May be used by any thread. */
public final class TrafficMeter {

    private final Totals[] totals;
    private Map<Way, Flight> flights = new LinkedHashMap<>();

    /** Creates one on which nothing has arrived. */
    public TrafficMeter(int nodes) {
        totals = new Totals[nodes];
        Arrays.fill(totals, new Totals(0, 0, 0));
    }

    /**
     * What a node has received.
     *
     * @param bytes all bytes, frame lengths included
     * @param deltas messages with deltas
     * @param weight entries and removals in them
     */
    public record Totals(long bytes, long deltas, long weight) {
        public Totals plus(Totals more) {
            return new Totals(bytes + more.bytes, deltas + more.deltas, weight + more.weight);
        }

        public Totals minus(Totals less) {
            return new Totals(bytes - less.bytes, deltas - less.deltas, weight - less.weight);
        }
    }

    private record Way(int from, int to, String kind) {}

    /**
     * Messages of one kind from one node to another.
     *
     * @param kind what they say, as the protocol names it: push, have, probe
     * @param bytes how long they are together
     * @param weight how many entries and removals they carry
     */
    public record Flight(int from, int to, String kind, long bytes, long weight) {}

    synchronized void received(int from, int to, Message message, long bytes) {
        long weight = message instanceof Push push ? push.delta().weight() : 0;
        totals[to] = totals[to].plus(new Totals(bytes, message instanceof Push ? 1 : 0, weight));
        if (from >= 0) {
            String kind = message.getClass().getSimpleName().toLowerCase(Locale.ROOT);
            flights.merge(
                    new Way(from, to, kind),
                    new Flight(from, to, kind, bytes, weight),
                    (one, more) ->
                            new Flight(from, to, kind, one.bytes() + more.bytes(), one.weight() + more.weight()));
        }
    }

    public synchronized Totals of(int node) {
        return totals[node];
    }

    public synchronized Totals all() {
        return Arrays.stream(totals).reduce(new Totals(0, 0, 0), Totals::plus);
    }

    /** Returns what has arrived since this was called last. */
    public synchronized List<Flight> takeFlights() {
        List<Flight> taken = new ArrayList<>(flights.values());
        flights = new LinkedHashMap<>();
        return taken;
    }
}

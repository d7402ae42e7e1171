package io.crdt.demo.ui;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.demo.engine.Cluster;
import io.crdt.demo.engine.DemoNode;
import io.crdt.demo.engine.SharedObjects;
import io.crdt.demo.engine.Snapshot;
import io.crdt.demo.network.DemoNetwork;
import io.crdt.demo.network.NodePair;
import io.crdt.replica.ReplicaState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What all nodes and links are like at one moment, as JSON. The vector of a node is told as what it lacks of the union of
 * all, which is nothing most of the time.
 */
final class PageState {

    private static final int SHOWN = 8;

    /** Up to this many nodes there is a line between any two; beyond, only where there is something to tell. */
    private static final int FULL_MESH = 12;

    private final Cluster cluster;
    private final Snapshot snapshot;
    private final Map<Incarnation, Origin> origins = new LinkedHashMap<>();

    private record Origin(int index, String name) {}

    PageState(Cluster cluster, Snapshot snapshot) {
        this.cluster = cluster;
        this.snapshot = snapshot;
        for (DemoNode node : cluster.nodes()) {
            List<Incarnation> lives = node.lives();
            for (int i = 0; i < lives.size(); i++) {
                if (snapshot.union().get(lives.get(i)) > 0) {
                    origins.put(lives.get(i), new Origin(origins.size(), node.name() + (i == 0 ? "" : "/" + (i + 1))));
                }
            }
        }
        snapshot.union()
                .forEach((origin, seq) ->
                        origins.computeIfAbsent(origin, unknown -> new Origin(origins.size(), unknown.toString())));
    }

    JsonObject toJson() {
        JsonArray nodes = new JsonArray();
        snapshot.nodes().forEach(seen -> nodes.add(node(seen)));
        return new JsonObject()
                .put("nodes", nodes)
                .put("origins", origins())
                .put("links", links())
                .put("apart", snapshot.isApart());
    }

    private JsonArray origins() {
        JsonArray json = new JsonArray();
        origins.forEach((incarnation, origin) ->
                json.add(new JsonArray().add(origin.name()).add(snapshot.union().get(incarnation))));
        return json;
    }

    private JsonObject node(Snapshot.Seen seen) {
        DemoNode node = seen.node();
        ReplicaState state = seen.state();
        JsonObject json = new JsonObject()
                .put("name", node.name())
                .put("port", node.port())
                .put("running", seen.isRunning())
                .put("operations", seen.version())
                .put("behind", seen.behind())
                .put("digest", seen.digest())
                .put("skew", node.skewSeconds())
                .put("likes", state.get(SharedObjects.LIKES).value())
                .put("cart", some(state.get(SharedObjects.CART).elements()))
                .put("prices", some(state.get(SharedObjects.PRICES).asMap().entrySet()))
                .put("lacks", lacks(state.context()));
        if (node.disk().backup() != null) {
            json.put("backup", node.disk().backupAge().toSeconds());
        }
        return json;
    }

    private static JsonObject some(Collection<?> all) {
        JsonArray shown = new JsonArray();
        all.stream().map(Object::toString).sorted().limit(SHOWN).forEach(shown::add);
        return new JsonObject().put("size", all.size()).put("some", shown);
    }

    private JsonArray lacks(VersionVector context) {
        JsonArray lacks = new JsonArray();
        snapshot.union().forEachDifference(context, (origin, all, own) -> {
            if (all > own) {
                lacks.add(new JsonArray().add(indexOf(origin)).add(all - own));
            }
        });
        return lacks;
    }

    private int indexOf(Incarnation incarnation) {
        Origin origin = origins.get(incarnation);
        return origin == null ? -1 : origin.index();
    }

    private JsonArray links() {
        DemoNetwork network = cluster.network();
        Set<NodePair> pairs = new LinkedHashSet<>();
        int count = cluster.nodes().size();
        for (int a = 0; count <= FULL_MESH && a < count; a++) {
            for (int b = a + 1; b < count; b++) {
                pairs.add(new NodePair(a, b));
            }
        }
        network.pairs().stream().filter(network::isLinked).forEach(pairs::add);
        pairs.addAll(network.cuts());
        pairs.addAll(network.delayed());
        JsonArray json = new JsonArray();
        for (NodePair pair : pairs) {
            String state = network.isCut(pair) ? "cut" : network.isLinked(pair) ? "linked" : "none";
            json.add(new JsonArray().add(pair.a()).add(pair.b()).add(state).add(network.delayMillis(pair)));
        }
        return json;
    }
}

package io.crdt.demo.engine;

import io.crdt.causal.VersionVector;
import io.crdt.demo.network.DemoNetwork;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Nodes, and what is known of the writes to them: they are recorded, measured on their way, and checked against the record. */
public final class Engine {

    private static final int COMPACT_AT = 4_096;

    private final Cluster cluster;
    private final OperationRecord operationRecord = new OperationRecord();
    private final Convergence convergence = new Convergence();
    private final Writes writes = new Writes(operationRecord);
    private final List<CatchUp> catchUps = new CopyOnWriteArrayList<>();
    private int compactAt = COMPACT_AT;

    /** Creates an engine whose nodes are down; the context on which it is created is the one it is used on, if there is one. */
    public Engine(Vertx vertx, NodeSettings settings, DemoNetwork network) {
        cluster = new Cluster(vertx, settings, network, this::arrived);
    }

    /** Starts all nodes. */
    public Future<Void> start() {
        return cluster.start();
    }

    public Cluster cluster() {
        return cluster;
    }

    public OperationRecord operationRecord() {
        return operationRecord;
    }

    public Convergence convergence() {
        return convergence;
    }

    public Writes writes() {
        return writes;
    }

    private void arrived(DemoNode node, VersionVector context) {
        convergence.arrived(node, context);
        catchUps.forEach(each -> each.arrived(node, context));
    }

    /** Looks at what each running node has, beyond what it reports by itself, and measures no more what is over. */
    public void look() {
        cluster.running().forEach(node -> arrived(node, node.state().context()));
        catchUps.removeIf(CatchUp::isOver);
    }

    /** Makes the record as short as it can be. */
    public void compact() {
        operationRecord.compact(cluster.copies());
    }

    /** Does so if the record has doubled since, so that it costs little a write. */
    public void compactIfDue() {
        if (operationRecord.pending() >= compactAt) {
            compact();
            compactAt = Math.max(COMPACT_AT, 2 * operationRecord.pending());
        }
    }

    /** Measures from now on how some nodes, which can reach each other again, get what each of them has. */
    public CatchUp catchUp(List<DemoNode> nodes, @Nullable DemoNode returning) {
        CatchUp begun = new CatchUp(nodes, returning, cluster.network().traffic());
        catchUps.add(begun);
        return begun;
    }

    /** Starts a node that has been down, and measures how it catches up with those that it can reach. */
    public Future<CatchUp> start(DemoNode node) {
        return cluster.start(node).map(started -> {
            cluster.noteGroups();
            return catchUp(
                    cluster.groups().stream()
                            .filter(group -> group.contains(node))
                            .findFirst()
                            .orElse(List.of(node)),
                    node);
        });
    }

    /** Ends a node as by kill -9. */
    public Future<Void> kill(DemoNode node) {
        return node.kill().onSuccess(ended -> {
            cluster.noteGroups();
            convergence.gone(node, cluster.joined());
        });
    }

    /** Ends all nodes. */
    public Future<Void> close() {
        return cluster.close();
    }
}

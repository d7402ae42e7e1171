package io.crdt.demo.ui;

import io.crdt.causal.VersionVector;
import io.crdt.demo.engine.CatchUp;
import io.crdt.demo.engine.Cluster;
import io.crdt.demo.engine.DemoNode;
import io.crdt.demo.engine.Engine;
import io.crdt.demo.format.Numbers;
import io.crdt.demo.network.DemoNetwork;
import io.crdt.demo.network.NodePair;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a viewer can do to the nodes and their network; each action is logged, and its result as soon as it is known. */
final class Controls {

    private final Engine engine;
    private final Cluster cluster;
    private final DemoNetwork network;
    private final EventLog eventLog;
    private final List<CatchUpStory> stories = new ArrayList<>();

    Controls(Engine engine, EventLog eventLog) {
        this.engine = engine;
        cluster = engine.cluster();
        network = cluster.network();
        this.eventLog = eventLog;
    }

    /** Tells the stories that have come to their end. */
    void tick() {
        engine.look();
        List<CatchUpStory> over =
                stories.stream().filter(story -> story.catchUp().isOver()).toList();
        stories.removeAll(over);
        over.forEach(story -> story.tell(eventLog, engine.operationRecord()));
    }

    void cut(NodePair pair) {
        network.cut(pair);
        eventLog.did("The link between " + pair + " is cut. " + reach());
    }

    /** Cuts all links of a node. */
    void isolate(DemoNode node) {
        cluster.nodes().stream()
                .filter(other -> other != node)
                .forEach(other -> network.cut(NodePair.of(node.index(), other.index())));
        eventLog.did("All links of " + node.name() + " are cut. " + reach());
    }

    void split() {
        cluster.split();
        eventLog.did("The network is cut in two. " + reach());
    }

    private String reach() {
        cluster.noteGroups();
        List<List<DemoNode>> groups = cluster.groups();
        return groups.size() == 1
                ? "Everybody still hears of everything, through others."
                : "Writing goes on everywhere; out of each other's reach are " + names(groups) + ".";
    }

    private static String names(List<List<DemoNode>> groups) {
        return groups.stream().map(Controls::namesOf).collect(Collectors.joining(" | "));
    }

    private static String namesOf(List<DemoNode> group) {
        return group.size() <= 4
                ? group.stream().map(DemoNode::name).collect(Collectors.joining(", "))
                : group.get(0).name() + " and " + (group.size() - 1) + " others";
    }

    void heal(NodePair pair) {
        List<List<DemoNode>> groups = cluster.groups();
        long apart = cluster.apartNanos();
        long cut = network.heal(pair);
        String alone = "The link between " + pair + " is possible again after " + Numbers.seconds(cut) + ".";
        reunite(groups, apart, alone);
    }

    boolean hasCuts() {
        return !network.cuts().isEmpty();
    }

    void healAll() {
        List<List<DemoNode>> groups = cluster.groups();
        long apart = cluster.apartNanos();
        int cuts = network.cuts().size();
        cluster.healAll();
        reunite(groups, apart, cuts + (cuts == 1 ? " cut is healed." : " cuts are healed."));
    }

    private void reunite(List<List<DemoNode>> before, long apartNanos, String otherwise) {
        List<List<DemoNode>> after = cluster.groups();
        cluster.noteGroups();
        boolean reunited = after.size() < before.size();
        String opening = reunited ? wereApart(before, apartNanos) : otherwise;
        DemoNode returning = reunited ? returning(before) : null;
        for (List<DemoNode> group : after) {
            if (!before.contains(group) || after.size() == 1) {
                begin(opening, engine.catchUp(group, group.contains(returning) ? returning : null));
            }
        }
        if (after.size() > 1 && after.size() == before.size()) {
            eventLog.did(otherwise + " " + reach());
        }
    }

    private static String wereApart(List<List<DemoNode>> groups, long nanos) {
        DemoNode alone = returning(groups);
        return alone == null
                ? names(groups) + " were apart for " + Numbers.seconds(nanos) + "."
                : alone.name() + " was away for " + Numbers.seconds(nanos) + ".";
    }

    /** Returns the one node that is in a group of its own; null if there is not exactly one. */
    private static @Nullable DemoNode returning(List<List<DemoNode>> groups) {
        List<List<DemoNode>> alone =
                groups.stream().filter(group -> group.size() == 1).toList();
        return alone.size() == 1 ? alone.get(0).get(0) : null;
    }

    private void begin(String opening, CatchUp catchUp) {
        stories.add(new CatchUpStory(opening, catchUp));
    }

    Future<Void> kill(DemoNode node) {
        VersionVector had = node.state().context();
        Future<Void> killed = engine.kill(node);
        VersionVector kept = node.disk().state().context(); // by now nothing more is saved
        return killed.onSuccess(ended -> {
            long unsaved = had.distanceFrom(kept);
            eventLog.did(node.name() + " was killed. Its disk has " + operations(kept) + "; "
                    + (unsaved == 0
                            ? "none was unsaved."
                            : Numbers.count(unsaved) + " were unsaved, acknowledged to nobody."));
        });
    }

    /** All that replicas count, the entries of the nodes in the list of members among them. */
    private static String operations(VersionVector context) {
        return Numbers.count(context.distanceFrom(VersionVector.EMPTY)) + " operations";
    }

    Future<Void> restart(DemoNode node) {
        long down = node.downNanos();
        return start(node, node.name() + " started again after " + Numbers.seconds(down) + ".");
    }

    void backUp(DemoNode node) {
        node.disk().takeBackup();
        eventLog.did("The disk of " + node.name() + " was backed up, with "
                + operations(node.disk().state().context()) + ".");
    }

    /** Kills the node if need be, sets its disk back, and starts it. */
    Future<Void> restore(DemoNode node) {
        if (node.disk().backup() == null) {
            return Future.failedFuture(node.name() + " has no backup; nothing was changed");
        }
        if (node.isChanging()) {
            return Future.failedFuture(node.name() + " is being started or ended; nothing was changed");
        }
        VersionVector had = node.state().context();
        VersionVector others = cluster.running().stream()
                .filter(other -> other != node)
                .map(other -> other.state().context())
                .reduce(VersionVector.EMPTY, VersionVector::join);
        Future<Void> ended = node.isRunning() ? engine.kill(node) : Future.succeededFuture();
        return ended.compose(down -> {
            node.disk().restore();
            String story = wentBack(node, had, others); // once it runs, its disk goes on
            return start(node, story);
        });
    }

    private static String wentBack(DemoNode node, VersionVector had, VersionVector others) {
        VersionVector backup = node.disk().state().context();
        long lost = had.distanceFrom(others.join(backup));
        return node.name() + " started from its backup of "
                + Numbers.seconds(node.disk().backupAge().toNanos()) + " ago, without "
                + Numbers.count(had.distanceFrom(backup)) + " operations that it had seen"
                + (lost == 0 ? "." : ", " + Numbers.count(lost) + " of which no other running node has.");
    }

    private Future<Void> start(DemoNode node, String opening) {
        return engine.start(node).onSuccess(begun -> begin(opening, begun)).mapEmpty();
    }

    void skew(DemoNode node, int seconds) {
        node.setSkewSeconds(seconds);
        eventLog.did(
                seconds == 0
                        ? "The clock of " + node.name() + " is right again."
                        : "The clock of " + node.name() + " is " + duration(Math.abs(seconds))
                                + (seconds > 0 ? " ahead" : " behind")
                                + ". That decides between concurrent writes to one key, and nothing else: who has seen a"
                                + " write always beats it.");
    }

    private static String duration(int seconds) {
        return seconds % 3_600 == 0 ? seconds / 3_600 + " h" : seconds + " s";
    }

    void slow(NodePair pair, int millis) {
        network.delay(pair, millis);
        eventLog.did(
                millis == 0
                        ? "The link between " + pair + " is fast again."
                        : "The link between " + pair + " takes " + Numbers.count(millis) + " ms each way now.");
    }
}

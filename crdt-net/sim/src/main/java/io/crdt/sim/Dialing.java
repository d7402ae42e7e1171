package io.crdt.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which links nodes want; they dial until they have them, and again when a link is lost. Nodes that find each other by
 * themselves know these nodes at first, and dial as their {@link Finder} has it.
 */
final class Dialing {

    private static final int RETRY_MILLIS = 300;

    /** What numbers are drawn for. */
    private static final int DIAL = 1;

    private final Run run;
    private final World world;
    private final Network network;
    private final Map<Integer, List<Dial>> dials = new HashMap<>();

    /** One node's wish to be linked to another one. */
    private static final class Dial {
        final int to;
        final Chance chance;
        long tries;

        @Nullable
        SimulatedLink last;

        Dial(int to, Chance chance) {
            this.to = to;
            this.chance = chance;
        }
    }

    Dialing(Run run, Network network) {
        this.run = run;
        this.world = run.world();
        this.network = network;
    }

    /** From now on a node wants to be linked to another one. */
    void want(int from, int to) {
        List<Dial> ofNode = dials.computeIfAbsent(from, each -> new ArrayList<>());
        if (from != to && ofNode.stream().noneMatch(dial -> dial.to == to)) {
            Dial dial = new Dial(to, network.chance(from, to));
            ofNode.add(dial);
            SimNode node = run.node(from);
            Life life = node == null ? null : node.life();
            if (node != null && life != null) {
                if (life.finder == null) {
                    dialLater(dial, node, life);
                } else {
                    life.finder.addSeed(to);
                }
            }
        }
    }

    void booted(SimNode node, Life life) {
        List<Dial> ofNode = dials.getOrDefault(node.index(), List.of());
        if (life.finder == null) {
            ofNode.forEach(dial -> dialLater(dial, node, life));
        } else {
            life.finder.start(ofNode.stream().map(dial -> dial.to).toList());
        }
    }

    private void dialLater(Dial dial, SimNode from, Life life) {
        long pause = 1 + dial.chance.below(RETRY_MILLIS, DIAL, dial.tries++);
        world.agenda.after(pause, () -> {
            if (from.life() == life) {
                dial(dial, from, life);
            }
        });
    }

    private void dial(Dial dial, SimNode from, Life life) {
        SimulatedLink last = dial.last;
        if (last != null && last.dialer.life == life && !last.dialer.knowsItIsDown) {
            return;
        }
        SimNode to = run.node(dial.to);
        if (to != null && to.hasLeft()) {
            return;
        }
        if (to == null || from.isStalled() || from.isLinkedTo(to)) {
            dialLater(dial, from, life);
            return;
        }
        SimulatedLink connection = network.connect(from, to);
        if (connection == null) {
            dialLater(dial, from, life);
        } else {
            dial.last = connection;
        }
    }

    /** A node has found out that a link is down. */
    void lost(SimulatedLink connection, SimulatedLink.End end) {
        Finder finder = end.life.finder;
        if (finder != null) {
            end.life.whenItListens(() -> finder.closed(connection.id));
        } else if (end == connection.dialer && end.node.life() == end.life) {
            dialAgain(connection, end);
        }
    }

    private void dialAgain(SimulatedLink connection, SimulatedLink.End end) {
        for (Dial dial : dials.getOrDefault(end.node.index(), List.of())) {
            if (dial.last == connection) {
                dialLater(dial, end.node, end.life);
            }
        }
    }

    /** The neighbours of a node that leaves for good want to be linked to each other instead. */
    void leave(SimNode node) {
        TreeSet<Integer> neighbours = new TreeSet<>();
        dials.getOrDefault(node.index(), List.of()).forEach(dial -> neighbours.add(dial.to));
        dials.forEach((from, ofNode) -> {
            if (ofNode.stream().anyMatch(dial -> dial.to == node.index())) {
                neighbours.add(from);
            }
        });
        Integer last = null;
        for (Integer neighbour : neighbours) {
            SimNode there = run.node(neighbour);
            if (there != null && !there.hasLeft()) {
                if (last != null) {
                    want(last, neighbour);
                }
                last = neighbour;
            }
        }
    }
}

package io.crdt.sim;

import io.crdt.causal.Incarnation;
import io.crdt.protocol.Message;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What all parts of one run share. */
final class World {

    final SimulationOptions options;
    final Wire wire;
    final Conduct conduct;
    final Variant variant;
    final Agenda agenda = new Agenda();
    final Trace trace;

    /** Decides what the schedule leaves open: latencies, and what a process draws for itself. */
    final Chance chance;

    private final Map<String, String> names = new TreeMap<>();

    /**
     * What must not matter.
     *
     * @param names what identities are drawn from, besides the seed
     * @param clockMillis how far all wall clocks are from what they were
     */
    record Variant(long names, long clockMillis) {
        static final Variant NONE = new Variant(0, 0);
    }

    World(SimulationOptions options, Wire wire, Conduct conduct, Variant variant, int traceLength) {
        this.options = options;
        this.wire = wire;
        this.conduct = conduct;
        this.variant = variant;
        this.chance = new Chance(options.seed());
        this.trace = new Trace(agenda, traceLength);
    }

    long interval() {
        return options.gossip().intervalMillis();
    }

    /** Gives an incarnation a name that people can tell apart from others: the node and the number of its life. */
    void name(Incarnation incarnation, int node, int life) {
        if (trace.isKept()) {
            names.putIfAbsent(incarnation.toString(), node + "." + life);
        }
    }

    InvariantViolation violation(Invariant invariant, SimNode node, String what) {
        return violation(invariant, node.label(), what);
    }

    InvariantViolation violation(Invariant invariant, String who, String what) {
        return violation(invariant, who, what, null);
    }

    InvariantViolation violation(Invariant invariant, String who, String what, @Nullable Throwable cause) {
        return new InvariantViolation(
                invariant,
                agenda.now(),
                readable("invariant " + invariant + " is broken at " + who + " after " + agenda.now() + " ms: " + what),
                cause);
    }

    /** Returns what the receiver of a message will get, or null if it gets nothing. */
    @Nullable
    Message carry(Message message) {
        try {
            return wire.carry(message);
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw violation(Invariant.CODEC_IS_EXACT, "the wire", String.valueOf(e.getMessage()), e);
        }
    }

    /** Returns the text with the names of incarnations in it instead of their numbers. */
    String readable(String text) {
        String readable = text;
        for (Map.Entry<String, String> name : names.entrySet()) {
            readable = readable.replace(name.getKey(), name.getValue());
        }
        return readable;
    }
}

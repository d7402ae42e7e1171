package io.crdt.net.sim;

import io.crdt.causal.Incarnation;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What all parts of one simulation share. */
final class World {

    final SimulationOptions options;
    final Wire wire;
    final Sabotage sabotage;
    final Agenda agenda = new Agenda();
    final Trace trace = new Trace(agenda);
    private final Map<String, String> names = new TreeMap<>();
    private int step;
    private @Nullable String replay;

    World(SimulationOptions options, Wire wire, Sabotage sabotage) {
        this.options = options;
        this.wire = wire;
        this.sabotage = sabotage;
    }

    int step() {
        return step;
    }

    void nextStep() {
        step++;
    }

    /** Gives an incarnation a name that people can tell apart from others: the node and the number of its life. */
    void name(Incarnation incarnation, String name) {
        names.putIfAbsent(incarnation.toString(), name);
    }

    InvariantViolation violation(Invariant invariant, String who, String what) {
        String text = "invariant " + invariant + " is broken at " + who + " in step " + step + " after " + agenda.now()
                + " ms: " + what + "\n\nseed " + options.seed() + ", " + options + "\n\n" + trace + "\n" + replay();
        return new InvariantViolation(invariant, readable(text));
    }

    /** Returns the text with the names of incarnations in it instead of their numbers. */
    String readable(String text) {
        String readable = text;
        for (Map.Entry<String, String> name : names.entrySet()) {
            readable = readable.replace(name.getKey(), name.getValue());
        }
        return readable;
    }

    /** Says how this simulation is replayed, if its options do not say it. */
    void replayWith(String call) {
        replay = call;
    }

    private String replay() {
        if (replay != null) {
            return "Replay with: " + replay;
        }
        if (options.equals(SimulationOptions.ofSeed(options.seed()))) {
            return "Replay with: mvn -q -pl crdt-net -am test -Dtest=SimulationTest -Dsimulation.seed=" + options.seed()
                    + " -Dsurefire.failIfNoSpecifiedTests=false";
        }
        return "These options are not those of the seed alone; replay with: new Simulation(options).run()";
    }
}

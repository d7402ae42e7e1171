package io.crdt.sim;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.causal.Crdt;
import io.crdt.laws.CrdtSpec;
import io.crdt.replica.Key;
import io.crdt.type.Type;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One simulated history of some nodes: they make random operations and gossip while things go wrong, step by step; then
 * everything is healed, and they have to become equal.
 *
 * <p>What happens follows from the {@linkplain SimulationOptions options} alone: there is one thread, time is virtual, and
 * all chance comes from the seed. What is done, where and when is a list that is made before the first step, and nothing
 * in it depends on what else is in it. So a history that breaks an invariant is repeated with ever less in it, until nothing
 * more can be left out, and that is what the failure shows.
 */
public final class Simulation {

    private static final int TRACE_OF_A_FAILURE = 60;
    private static final long SHRINKING_EVENTS = 2_000_000;

    /** Half a year back and three days ahead. */
    private static final List<World.Variant> OTHER_NAMES =
            List.of(new World.Variant(1, 0), new World.Variant(0, -15_768_000_000L), new World.Variant(2, 259_200_000));

    private final SimulationOptions options;
    private final List<SimulatedObject<?>> objects;
    private final Wire wire;
    private final Conduct conduct;
    private long shrinkingEvents = SHRINKING_EVENTS;
    private int traceLength;
    private String trace = "";
    private String creation;
    private String explanation = "";
    private @Nullable String replay;

    /** Creates a simulation of objects of all types. */
    public Simulation(SimulationOptions options) {
        this(options, SimulatedObject.defaults(), Wire.OBJECTS);
    }

    /**
     * Creates a simulation.
     *
     * @param objects what the nodes write to
     * @param wire how every message is encoded and decoded; it has to do the same in every repetition
     */
    public Simulation(SimulationOptions options, List<SimulatedObject<?>> objects, Wire wire) {
        this(options, objects, wire, Conduct.RIGHT);
    }

    Simulation(SimulationOptions options, List<SimulatedObject<?>> objects, Wire wire, Conduct conduct) {
        if (objects.isEmpty()) {
            throw new IllegalArgumentException("a simulation needs an object to write to, but got none");
        }
        this.options = options;
        this.objects = List.copyOf(objects);
        this.wire = wire;
        this.conduct = conduct;
        String code = ReplayCode.of(options);
        boolean allTypes = this.objects.equals(SimulatedObject.defaults());
        if (wire == Wire.OBJECTS && allTypes) {
            creation = "new Simulation(" + code + ")";
        } else {
            creation = "new Simulation(" + code + ", " + (allTypes ? "SimulatedObject.defaults()" : "objects") + ", "
                    + (wire == Wire.OBJECTS ? "Wire.OBJECTS" : "wire") + ")";
            explanation = (allTypes ? "" : ", where objects are those of this run: " + keys())
                    + (wire == Wire.OBJECTS ? "" : ", where wire is that of this run");
        }
    }

    private List<String> keys() {
        return objects.stream().map(object -> object.key().name()).toList();
    }

    /**
     * Returns the simulation that a seed stands for, of two objects of one type: the last of the type's laws.
     *
     * <pre>{@code Simulation.of(new FlagSpec(), seed).run();}</pre>
     */
    public static <S extends Crdt<S, ?>> Simulation of(CrdtSpec<S> spec, long seed) {
        Type<S> type = new Type<>(spec.name(), spec.empty(), List.of());
        List<SimulatedObject<?>> objects = List.of(
                new SimulatedObject<>(Key.of("object 1", type), spec),
                new SimulatedObject<>(Key.of("object 2", type), spec));
        Simulation simulation = new Simulation(SimulationOptions.ofSeed(seed), objects, Wire.OBJECTS);
        simulation.creation = "Simulation.of(spec, " + seed + "L)";
        simulation.explanation = ", where spec describes " + spec.name();
        return simulation;
    }

    /** Says how a user replays {@link #run()}, if not by the call of this class that a failure names by itself. */
    @CanIgnoreReturnValue
    public Simulation replayWith(String call) {
        replay = call;
        return this;
    }

    /** Keeps the given number of last events, for {@link #trace}. */
    @CanIgnoreReturnValue
    public Simulation keepTrace(int lines) {
        traceLength = lines;
        return this;
    }

    /** Shows failures as they are. */
    @CanIgnoreReturnValue
    Simulation withoutShrinking() {
        shrinkingEvents = 0;
        return this;
    }

    /** Returns what happened last in the latest run, for people to read, if it is kept. */
    public String trace() {
        return trace;
    }

    /**
     * Runs the simulation.
     *
     * @throws InvariantViolation if an invariant is broken; with the shortest schedule found that breaks it
     */
    @CanIgnoreReturnValue
    public SimulationResult run() {
        return run(new Planner(options).plan());
    }

    SimulationResult run(Schedule schedule) {
        Run run = prepare(schedule, World.Variant.NONE, traceLength);
        try {
            return run.run();
        } catch (InvariantViolation violation) {
            throw explained(violation, schedule, "run()");
        } finally {
            trace = run.world().readable(run.world().trace.toString());
        }
    }

    /**
     * Runs the simulation, and again with other identities and with wrong clocks: whether the nodes converge must not depend
     * on these.
     *
     * @throws InvariantViolation if it does, or if another invariant is broken in all runs
     */
    public void runUnderOtherNames() {
        Schedule schedule = new Planner(options).plan();
        InvariantViolation usual = violationOf(prepare(schedule, World.Variant.NONE, 0));
        for (World.Variant variant : OTHER_NAMES) {
            InvariantViolation other = violationOf(prepare(schedule, variant, 0));
            if ((usual == null) != (other == null)) {
                InvariantViolation broken = usual == null ? Objects.requireNonNull(other) : usual;
                throw new InvariantViolation(
                        Invariant.NAMES_DO_NOT_MATTER,
                        broken.atMillis(),
                        "invariant " + Invariant.NAMES_DO_NOT_MATTER + " is broken: as "
                                + (usual == null ? variant : World.Variant.NONE) + ", but not as "
                                + (usual == null ? World.Variant.NONE : variant) + ", " + broken.getMessage()
                                + "\n\n" + replay("runUnderOtherNames()"),
                        broken);
            }
        }
        if (usual != null) {
            throw explained(usual, schedule, "runUnderOtherNames()");
        }
    }

    /**
     * Runs the simulation, and again with links that come and go all the time: the values in the end must be the same. That
     * is to be expected of objects to which everybody adds something whatever he has seen, such as counters.
     *
     * @throws InvariantViolation if they are not, or if another invariant is broken
     */
    public void runFlapping() {
        Planner planner = new Planner(options);
        Schedule schedule = planner.plan();
        Run calm = finished(schedule);
        Run flapping = finished(planner.flapping(schedule));
        if (!calm.values().equals(flapping.values())) {
            throw new InvariantViolation(
                    Invariant.FLAPPING_DOES_NOT_MATTER,
                    0,
                    "invariant " + Invariant.FLAPPING_DOES_NOT_MATTER + " is broken: with flapping links all end with "
                            + flapping.values() + ", else with " + calm.values() + "\n\n" + replay("runFlapping()"),
                    null);
        }
    }

    private Run finished(Schedule schedule) {
        Run run = prepare(schedule, World.Variant.NONE, 0);
        InvariantViolation violation = violationOf(run);
        if (violation != null) {
            throw explained(violation, schedule, "runFlapping()");
        }
        return run;
    }

    private Run prepare(Schedule schedule, World.Variant variant, int lines) {
        return new Run(new World(options, wire, conduct, variant, lines), schedule, objects);
    }

    private InvariantViolation explained(InvariantViolation violation, Schedule schedule, String call) {
        if (violation.invariant() == Invariant.SOMETHING_IS_WRITTEN) { // no part of it is to blame
            return new InvariantViolation(
                    violation.invariant(),
                    violation.atMillis(),
                    violation.getMessage() + "\n\n" + replay(call),
                    violation);
        }
        Schedule shortest =
                new ScheduleShrinker(part -> outcome(part, violation.invariant()), shrinkingEvents).shrink(schedule);
        Run run = prepare(shortest, World.Variant.NONE, TRACE_OF_A_FAILURE);
        InvariantViolation again = violationOf(run);
        InvariantViolation last = again == null ? violation : again;
        String text = last.getMessage() + "\n\nThis is what is left of "
                + schedule.actions().size()
                + " actions:\n\n" + String.join("\n", run.story()) + "\n\nThis is what happened last:\n\n"
                + run.world().readable(run.world().trace.toString()) + "\n" + replay(call);
        return new InvariantViolation(last.invariant(), last.atMillis(), text, last.getCause());
    }

    private ScheduleShrinker.Outcome outcome(Schedule schedule, Invariant invariant) {
        Run run = prepare(schedule, World.Variant.NONE, 0);
        InvariantViolation found = violationOf(run);
        boolean same = found != null && found.invariant() == invariant;
        return new ScheduleShrinker.Outcome(
                same ? run.effective() : null, run.world().agenda.done());
    }

    private static @Nullable InvariantViolation violationOf(Run run) {
        try {
            run.run();
            return null;
        } catch (InvariantViolation violation) {
            return violation;
        }
    }

    private String replay(String call) {
        String seed = "seed " + options.seed() + ", " + options + "\n";
        if (replay != null) {
            return seed + "Replay with: " + replay + (call.equals("run()") ? "" : ", by " + call + " instead of run()");
        }
        boolean seedAlone = creation.equals("new Simulation(SimulationOptions.ofSeed(" + options.seed() + "L))");
        return seed + "Replay with: " + creation + "." + call + explanation
                + (seedAlone && call.equals("run()")
                        ? "\nor, in the sources of this library: mvn -q -pl crdt-net/sim -am test -Dtest=SimulationTest"
                                + " -Dsimulation.seed=" + options.seed() + " -Dsurefire.failIfNoSpecifiedTests=false"
                        : "");
    }
}

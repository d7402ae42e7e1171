package io.crdt.sim;

import static io.crdt.sim.Tampering.pushes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.crdt.causal.Delta;
import io.crdt.causal.VersionVector;
import io.crdt.codec.Codec;
import io.crdt.codec.MessageCodec;
import io.crdt.laws.CrdtSpec;
import io.crdt.laws.Mutator;
import io.crdt.laws.spec.GCounterSpec;
import io.crdt.laws.spec.GSetSpec;
import io.crdt.protocol.Message;
import io.crdt.protocol.Message.Have;
import io.crdt.protocol.Message.Probe;
import io.crdt.protocol.Message.Prune;
import io.crdt.protocol.Message.Push;
import io.crdt.replica.Key;
import io.crdt.replica.StateDelta;
import io.crdt.replica.StateDelta.ObjectEntries;
import io.crdt.sim.Tampering.Miscounted;
import io.crdt.type.GCounter;
import io.crdt.type.GSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** For each invariant there is something that breaks it, and nothing before it; a check that cannot fail is no check. */
class InvariantsTest {

    private static final int SEEDS = 40;
    private static final int LONG = 400;

    @ParameterizedTest
    @EnumSource
    void isNoticedWhenItIsBroken(Invariant invariant) {
        for (long seed = 0; seed < SEEDS; seed++) {
            InvariantViolation violation = violation(invariant, seed);
            if (violation != null) {
                assertEquals(invariant, violation.invariant(), violation.getMessage());
                return;
            }
        }
        assertNotNull(null, "no seed notices that invariant " + invariant + " is broken");
    }

    /** Without a default: a new invariant has to be broken here. */
    private static @Nullable InvariantViolation violation(Invariant invariant, long seed) {
        return switch (invariant) {
            case MATCHES_ORACLE -> broken(quiet(seed), List.of(counter(new Miscounted(100))), Wire.OBJECTS);
            case GROWS -> broken(quiet(seed), Sabotage.GOES_BACK);
            case EQUAL_CONTEXTS_EQUAL_STATES ->
                broken(
                        quiet(seed),
                        message -> message instanceof Probe probe
                                ? new Probe(probe.contextDigest(), probe.fingerprint() + 1)
                                : message);
            case NO_OVERCLAIM -> broken(quiet(seed), pushes(Tampering::withoutEntries));
            case SAME_BY_ANY_PATH -> broken(quiet(seed), pushes(InvariantsTest::withoutOneOfMany));
            case CONVERGES -> broken(quiet(seed).withSteps(10), message -> message instanceof Push ? null : message);
            case ONE_PAYLOAD_A_DOT -> broken(faulty(seed), Sabotage.REUSES_INCARNATIONS);
            case NO_RESURRECTION -> broken(quiet(seed), pushes(Tampering::withoutRemovals));
            case KEEPS_WHAT_WAS_PERSISTED -> broken(faulty(seed), Sabotage.FORGETS_ON_RESTART);
            case PERSISTED_FIRST -> broken(faulty(seed), Sabotage.SHARES_BEFORE_PERSISTING);
            case CAUSAL ->
                broken(
                        quiet(seed).withTopology(Topology.CHAIN).withTimes(20, Latency.constant(20), 2),
                        List.of(counter(new GCounterSpec())),
                        pushes(InvariantsTest::ofOneOrigin));
            case RECOVERS_A_STATE -> broken(faulty(seed), Sabotage.APPLIES_TORN_RECORDS);
            case PROGRESSES -> broken(quiet(seed).withSteps(LONG), message -> message instanceof Push ? null : message);
            case NOT_REDUNDANT ->
                broken(
                        quiet(seed).withTopology(Topology.RING).withMaxRedundancy(1.15),
                        InvariantsTest::everythingFromEverybody);
            case IDLE_IS_CHEAP -> broken(quiet(seed), Sabotage.CHATTERS);
            case BOUNDED -> broken(quiet(seed), Sabotage.DOES_NOT_WAIT);
            case CLOCK_GROWS -> broken(quiet(seed), Sabotage.CLOCK_RUNS_BACK);
            case NAMES_DO_NOT_MATTER -> brokenUnderOtherNames(seed);
            case FLAPPING_DOES_NOT_MATTER -> brokenByFlapping(seed);
            case CODEC_IS_EXACT -> broken(quiet(seed), forgetful());
            case NOTHING_THROWS ->
                broken(quiet(seed), List.of(counter(increments(1, counter -> counter.value() > 2))), Wire.OBJECTS);
            case SOMETHING_IS_WRITTEN ->
                broken(quiet(seed), List.of(counter(increments(0, counter -> false))), Wire.OBJECTS);
        };
    }

    private static SimulationOptions quiet(long seed) {
        return SimulationOptions.quiet(seed, 4, 100);
    }

    private static SimulationOptions faulty(long seed) {
        return SimulationOptions.ofSeed(seed).withFaults(Faults.all());
    }

    private static CrdtSpec<GCounter> increments(int amount, Predicate<GCounter> fails) {
        return CrdtSpec.of(GCounter.empty(), random -> (counter, me) -> {
            if (fails.test(counter)) {
                throw new IllegalStateException("this operation fails");
            }
            return amount == 0 ? Delta.none() : counter.increment(me, amount);
        });
    }

    private static SimulatedObject<GCounter> counter(CrdtSpec<GCounter> spec) {
        return new SimulatedObject<>(Key.of("n", GCounter.type()), spec);
    }

    private static @Nullable InvariantViolation broken(SimulationOptions options, Wire wire) {
        return broken(options, SimulatedObject.defaults(), wire);
    }

    private static @Nullable InvariantViolation broken(SimulationOptions options, Conduct sabotage) {
        return thrownBy(
                new Simulation(options, SimulatedObject.defaults(), Wire.OBJECTS, sabotage).withoutShrinking()::run);
    }

    private static @Nullable InvariantViolation broken(
            SimulationOptions options, List<SimulatedObject<?>> objects, Wire wire) {
        return thrownBy(new Simulation(options, objects, wire).withoutShrinking()::run);
    }

    private static @Nullable InvariantViolation thrownBy(Runnable run) {
        try {
            run.run();
            return null;
        } catch (InvariantViolation violation) {
            return violation;
        }
    }

    /** Only what comes whole and is large lacks something. */
    private static StateDelta withoutOneOfMany(StateDelta delta) {
        if (!delta.from().isEmpty() || delta.objects().size() < 8) {
            return delta;
        }
        return Tampering.with(delta, delta.objects().subList(1, delta.objects().size()));
    }

    /** Every teller asks, and none that has enough is heard. */
    private static @Nullable Message everythingFromEverybody(Message message) {
        if (message instanceof Prune) {
            return null;
        }
        return message instanceof Have have ? new Have(have.context(), true) : message;
    }

    /** What one origin did, without what it had seen of the others. */
    private static StateDelta ofOneOrigin(StateDelta delta) {
        if (delta.from().isEmpty()) {
            return delta;
        }
        VersionVector[] to = {delta.from()};
        delta.to().forEach((origin, seq) -> {
            if (to[0].equals(delta.from())) {
                to[0] = to[0].advancedTo(origin, seq);
            }
        });
        VersionVector part = to[0];
        return new StateDelta(
                delta.from(),
                part,
                delta.objects().stream()
                        .map(object -> new ObjectEntries(
                                object.id(),
                                object.entries().stream()
                                        .filter(entry -> part.covers(entry.dot()))
                                        .toList()))
                        .toList(),
                delta.removals().stream()
                        .filter(removal -> part.covers(removal.by()) && part.covers(removal.removed()))
                        .toList(),
                delta.chains(),
                delta.survivors());
    }

    /** What is written under half of all names never gets through. */
    private static @Nullable InvariantViolation brokenUnderOtherNames(long seed) {
        Wire wire = message -> {
            boolean[] lost = {false};
            if (message instanceof Push push) {
                push.delta().to().forEach((origin, seq) -> lost[0] |= origin.high() < 0);
            }
            return lost[0] ? null : message;
        };
        SimulationOptions options = SimulationOptions.quiet(seed, 2, 20);
        InvariantViolation usual = broken(options, wire);
        return usual != null
                ? null
                : thrownBy(new Simulation(options, SimulatedObject.defaults(), wire)::runUnderOtherNames);
    }

    /** Who has seen more adds more. */
    private static @Nullable InvariantViolation brokenByFlapping(long seed) {
        SimulationOptions options = SimulationOptions.quiet(seed, 4, 100)
                .withTopology(Topology.CHAIN)
                .withTimes(20, Latency.constant(5), 2);
        List<SimulatedObject<?>> objects = List.of(
                counter(new Biased()), new SimulatedObject<>(Key.of("s", GSet.type(String.class)), new GSetSpec()));
        return thrownBy(new Simulation(options, objects, Wire.OBJECTS)::runFlapping);
    }

    private static Wire forgetful() {
        MessageCodec codec = MessageCodec.of(Codec.standard());
        return new CodecWire(codec, bytes -> {
            Message message = codec.decode(bytes);
            return message instanceof Have have ? new Have(have.context(), false) : message;
        });
    }

    /** Increments by what is there already. */
    private static final class Biased implements CrdtSpec<GCounter> {
        @Override
        public GCounter empty() {
            return GCounter.empty();
        }

        @Override
        public Mutator<GCounter> randomOperation(RandomGenerator random) {
            return (counter, me) -> counter.increment(me, 1 + counter.value() % 7);
        }
    }
}

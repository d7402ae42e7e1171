package io.crdt.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.crdt.causal.Dot;
import io.crdt.causal.VersionVector;
import io.crdt.laws.spec.BoundedCounterSpec;
import io.crdt.laws.spec.DWFlagSpec;
import io.crdt.laws.spec.GCounterSpec;
import io.crdt.laws.spec.LWWMapSpec;
import io.crdt.laws.spec.LWWRegisterSpec;
import io.crdt.laws.spec.ORSetSpec;
import io.crdt.laws.spec.PNCounterSpec;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.StateDelta;
import io.crdt.type.BoundedCounter;
import io.crdt.type.DWFlag;
import io.crdt.type.GCounter;
import io.crdt.type.LWWMap;
import io.crdt.type.LWWRegister;
import io.crdt.type.ORSet;
import io.crdt.type.PNCounter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whole replicas that write and exchange state deltas: from vectors they have or had, late, twice, through others, with
 * records of removals as good as gone, and from backups. After each step it checks all that must hold. As an
 * {@link Execution} it is a list of numbers, one a step, that can be left out.
 */
final class ReplicaExecution {

    private static final int REPLICAS = 4;
    private static final int STEPS = 80;
    private static final int REMOVAL_LIMITS = 7;

    private final List<ObjectHistory<?>> objects = List.of(
            new ObjectHistory<>(Key.of("clicks", GCounter.type()), new GCounterSpec()),
            new ObjectHistory<>(Key.of("cart", ORSet.type(String.class)), new ORSetSpec()),
            new ObjectHistory<>(Key.of("other cart", ORSet.type(String.class)), new ORSetSpec()),
            new ObjectHistory<>(Key.of("settings", LWWMap.type(String.class, Integer.class)), new LWWMapSpec()),
            new ObjectHistory<>(
                    Key.of("stock", BoundedCounter.type(BoundedCounterSpec.BOUND)), new BoundedCounterSpec()),
            new ObjectHistory<>(Key.of("unread", PNCounter.type()), new PNCounterSpec()),
            new ObjectHistory<>(Key.of("title", LWWRegister.type(Integer.class)), new LWWRegisterSpec()),
            new ObjectHistory<>(Key.of("open", DWFlag.type()), new DWFlagSpec()));
    private final int removalLimit;
    private final UnaryOperator<StateDelta> way;
    private final SplittableRandom random;
    private final List<Replica> replicas = new ArrayList<>();
    private final List<TreeMap<Integer, ReplicaState>> past = new ArrayList<>();
    private final TreeMap<Integer, StateDelta> sent = new TreeMap<>();
    private final TreeMap<Integer, Dot> operations = new TreeMap<>();
    private final Map<VersionVector, ReplicaState> byContext = new HashMap<>();
    private final List<Diagram.Line> lines = new ArrayList<>();
    private long millis = 1_700_000_000_000L;

    private ReplicaExecution(long seed, UnaryOperator<StateDelta> way) {
        removalLimit = (int) Math.floorMod(seed, (long) REMOVAL_LIMITS);
        this.way = way;
        random = new SplittableRandom(seed);
        for (int i = 0; i < REPLICAS; i++) {
            ReplicaState empty = isForgetful(i) ? ReplicaState.empty(removalLimit) : ReplicaState.empty();
            replicas.add(started(i, empty));
            past.add(new TreeMap<>(Map.of(0, empty)));
        }
    }

    /** Checks the execution of a seed and what must hold in its end, and reports the smallest one that fails. */
    static void check(long seed, Consumer<ReplicaExecution> inTheEnd) {
        check(seed, UnaryOperator.identity(), inTheEnd);
    }

    /** Checks an execution in which something becomes of every delta on its way. */
    static void check(long seed, UnaryOperator<StateDelta> way, Consumer<ReplicaExecution> inTheEnd) {
        List<Long> choices = Execution.choices(seed, STEPS);
        if (new ReplicaExecution(seed, way).failure(choices, inTheEnd) == null) {
            return;
        }
        List<Long> fewest =
                Shrinker.smallest(choices, fewer -> new ReplicaExecution(seed, way).failure(fewer, inTheEnd) != null);
        ReplicaExecution smallest = new ReplicaExecution(seed, way);
        Throwable failure = smallest.failure(fewest, inTheEnd);
        throw new AssertionError(
                "replicas with at most " + smallest.removalLimit + " records of removals at a and c:\n\n"
                        + Diagram.of(smallest.lines, smallest.lines.size()) + "\nHere: " + failure.getMessage()
                        + "\n\nReplay with mvn -pl crdt-core/laws -am test -Dtest=ReplicaLawsTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dreplicas.seed=" + seed,
                failure);
    }

    private @Nullable Throwable failure(List<Long> choices, Consumer<ReplicaExecution> inTheEnd) {
        try {
            choices.forEach(choice -> step(new SplittableRandom(choice)));
            inTheEnd.accept(this);
            return null;
        } catch (AssertionError | RuntimeException e) {
            return e;
        }
    }

    /** Some forget removals soon and some never, so that exact deltas and survivors meet. */
    private static boolean isForgetful(int number) {
        return number % 2 == 0;
    }

    private Replica started(int number, ReplicaState state) {
        long skew = List.of(0L, 3_600_000L, -3_600_000L, 20_000L).get(number);
        ReplicaId id = new ReplicaId(0, number, Diagram.label(number));
        return new Replica(id, state, random.split(), () -> millis + skew);
    }

    List<ReplicaState> states() {
        return replicas.stream().map(Replica::state).toList();
    }

    private void step(SplittableRandom choice) {
        millis += choice.nextInt(3);
        int number = choice.nextInt(REPLICAS);
        int kind = choice.nextInt(100);
        int from = choice.nextInt(REPLICAS);
        if (kind < 50) {
            operate(number, objects.get(choice.nextInt(objects.size())), choice);
        } else if (kind < 75) {
            receive(number, from, replicas.get(number).context(), "all");
        } else if (kind < 85) {
            receive(number, from, somethingSeenBy(number, choice), "more than all");
        } else if (kind < 97) {
            if (!sent.isEmpty()) {
                int earlier = any(sent, choice);
                receive(number, sent.get(earlier), "← again what came in " + earlier);
            }
        } else {
            restart(number, any(past.get(number), choice));
        }
    }

    private static int any(NavigableMap<Integer, ?> steps, SplittableRandom choice) {
        return List.copyOf(steps.keySet()).get(choice.nextInt(steps.size()));
    }

    private void operate(int number, ObjectHistory<?> object, SplittableRandom choice) {
        ReplicaState before = replicas.get(number).state();
        Optional<? extends HistoryEvent<?>> made = object.update(replicas.get(number), choice);
        made.ifPresent(event -> {
            operations.put(number(), event.id());
            draw(number, event.operation() + " on " + object);
            check(number, before);
        });
    }

    /** A vector that the replica covers: where it was once, or any part of where it is. */
    private VersionVector somethingSeenBy(int number, SplittableRandom choice) {
        if (choice.nextBoolean()) {
            return past.get(number).get(any(past.get(number), choice)).context();
        }
        VersionVector[] some = {VersionVector.EMPTY};
        replicas.get(number)
                .context()
                .forEach((origin, seq) -> some[0] = some[0].withSeq(origin, choice.nextLong(seq + 1)));
        return some[0];
    }

    private void receive(int number, int sender, VersionVector since, String howMuch) {
        StateDelta delta = replicas.get(sender).state().deltaSince(since);
        sent.put(number(), delta);
        receive(number, delta, "← " + howMuch + " of " + Diagram.label(sender));
    }

    private void receive(int number, StateDelta sentDelta, String what) {
        StateDelta delta = way.apply(sentDelta);
        Replica replica = replicas.get(number);
        ReplicaState before = replica.state();
        boolean expected = delta.from().leq(before.context());
        boolean taken = replica.apply(delta);
        draw(number, what + (taken ? "" : ", refused"));
        assertEquals(expected, taken, "a delta is taken iff its start is covered");
        assertEquals(
                expected ? before.context().join(delta.to()) : before.context(),
                replica.context(),
                "the context grows by what the delta says or not at all");
        check(number, before);
    }

    private void restart(int number, int backup) {
        ReplicaState state = past.get(number).get(backup);
        replicas.set(number, started(number, state));
        past.get(number).tailMap(backup, false).clear();
        draw(number, "restart from " + backup);
    }

    private int number() {
        return lines.size() + 1;
    }

    private void draw(int number, String what) {
        ReplicaState state = replicas.get(number).state();
        List<Integer> sees = operations.entrySet().stream()
                .filter(operation -> state.context().covers(operation.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        String values = objects.stream()
                .filter(object -> !object.storeIn(state).isEmpty())
                .map(object -> object + ": " + object.valueIn(state))
                .collect(Collectors.joining(", ", "{", "}"));
        lines.add(new Diagram.Line(number(), number, what, sees, values));
    }

    private void check(int number, ReplicaState before) {
        ReplicaState state = replicas.get(number).state();
        past.get(number).put(lines.size(), state);
        for (ObjectHistory<?> object : objects) {
            object.flawIn(state).ifPresent(flaw -> fail(flaw.what()));
        }
        assertTrue(before.context().leq(state.context()), "a context never shrinks");
        assertTrue(
                !isForgetful(number) || state.removalCount() <= removalLimit,
                () -> "records of removals are bounded, but there are " + state.removalCount());
        assertEquals(state.deltaSince(VersionVector.EMPTY).entryCount(), state.size(), "the size is what there is");
        ReplicaState same = byContext.putIfAbsent(state.context(), state);
        if (same != null) {
            requireEqual(same, state);
        }
    }

    static void requireEqual(ReplicaState one, ReplicaState other) {
        assertEquals(one, other, "equal contexts, equal states");
        assertEquals(one.fingerprint(), other.fingerprint(), "equal contexts, equal fingerprints");
        assertEquals(one.size(), other.size(), "equal contexts, equal sizes");
    }

    /** Everybody meets everybody, twice, so that what is known anywhere is known everywhere. */
    void meetAll() {
        for (int round = 0; round < 2; round++) {
            for (int number = 0; number < REPLICAS; number++) {
                for (int other = 0; other < REPLICAS; other++) {
                    VersionVector context = replicas.get(number).context();
                    if (!replicas.get(other).context().leq(context)) {
                        receive(number, other, context, "all");
                    }
                }
            }
        }
    }
}

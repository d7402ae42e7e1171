package io.crdt.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Dot;
import io.crdt.causal.Entry;
import io.crdt.causal.VersionVector;
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
import io.crdt.type.ResettableCounter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * Whole replicas that write and exchange state deltas: from vectors they have or had, late, twice, through others, with
 * records of removals as good as gone, and from backups. After each step it checks all that must hold.
 */
final class ReplicaExecution {

    private static final int REPLICAS = 4;

    private final SplittableRandom random;
    private final List<ObjectHistory<?>> objects = List.of(
            new ObjectHistory<>(Key.of("clicks", GCounter.type()), new GCounterSpec()),
            new ObjectHistory<>(Key.of("cart", ORSet.type(String.class)), new ORSetSpec()),
            new ObjectHistory<>(Key.of("other cart", ORSet.type(String.class)), new ORSetSpec()),
            new ObjectHistory<>(Key.of("settings", LWWMap.type(String.class, Integer.class)), new LWWMapSpec()),
            new ObjectHistory<>(
                    Key.of("stock", BoundedCounter.type(BoundedCounterSpec.BOUND)), new BoundedCounterSpec()),
            new ObjectHistory<>(Key.of("unread", ResettableCounter.type()), new ResettableCounterSpec()),
            new ObjectHistory<>(Key.of("title", LWWRegister.type(Integer.class)), new LWWRegisterSpec()),
            new ObjectHistory<>(Key.of("open", DWFlag.type()), new DWFlagSpec()));
    private final List<Replica> replicas = new ArrayList<>();
    private final List<List<ReplicaState>> past = new ArrayList<>();
    private final List<StateDelta> sent = new ArrayList<>();
    private final Map<Dot, Entry> contents = new HashMap<>();
    private final Map<VersionVector, ReplicaState> byContext = new HashMap<>();
    private final Map<Integer, Set<Dot>> dead = new HashMap<>();
    private final UnaryOperator<StateDelta> way;
    private long millis = 1_700_000_000_000L;

    ReplicaExecution(long seed, int removalLimit) {
        this(seed, removalLimit, UnaryOperator.identity());
    }

    /** Creates an execution in which something becomes of every delta on its way. */
    ReplicaExecution(long seed, int removalLimit, UnaryOperator<StateDelta> way) {
        this.way = way;
        random = new SplittableRandom(seed);
        for (int i = 0; i < REPLICAS; i++) {
            // Some forget removals soon and some never, so that exact deltas and survivors meet.
            ReplicaState empty = i % 2 == 0 ? ReplicaState.empty(removalLimit) : ReplicaState.empty();
            replicas.add(started(i, empty));
            past.add(new ArrayList<>(List.of(empty)));
            dead.put(i, new HashSet<>());
        }
    }

    private Replica started(int number, ReplicaState state) {
        long skew = List.of(0L, 3_600_000L, -3_600_000L, 20_000L).get(number);
        ReplicaId id = new ReplicaId(0, number, Execution.label(number));
        return new Replica(id, state, random.split(), () -> millis + skew);
    }

    List<ReplicaState> states() {
        return replicas.stream().map(Replica::state).toList();
    }

    void step() {
        millis += random.nextInt(3);
        int number = random.nextInt(REPLICAS);
        Replica replica = replicas.get(number);
        VersionVector before = replica.context();
        int kind = random.nextInt(100);
        if (kind < 50) {
            objects.get(random.nextInt(objects.size())).update(replica, random);
        } else if (kind < 75) {
            int from = random.nextInt(REPLICAS);
            receive(replica, replicas.get(from).state().deltaSince(replica.context()));
        } else if (kind < 85) {
            int from = random.nextInt(REPLICAS);
            receive(replica, replicas.get(from).state().deltaSince(somethingSeenBy(number)));
        } else if (kind < 97) {
            if (!sent.isEmpty()) {
                receive(replica, sent.get(random.nextInt(sent.size())));
            }
        } else {
            List<ReplicaState> backups = past.get(number);
            ReplicaState backup = backups.get(random.nextInt(backups.size()));
            replicas.set(number, started(number, backup));
            backups.removeIf(state -> !state.context().leq(backup.context()));
            dead.put(number, new HashSet<>());
            return;
        }
        check(number, before);
    }

    /** A vector that the replica covers: where it was once, or any part of where it is. */
    private VersionVector somethingSeenBy(int number) {
        List<ReplicaState> states = past.get(number);
        if (random.nextBoolean()) {
            return states.get(random.nextInt(states.size())).context();
        }
        VersionVector[] some = {VersionVector.EMPTY};
        replicas.get(number)
                .context()
                .forEach((origin, seq) -> some[0] = some[0].withSeq(origin, random.nextLong(seq + 1)));
        return some[0];
    }

    private void receive(Replica replica, StateDelta sentDelta) {
        StateDelta delta = way.apply(sentDelta);
        sent.add(sentDelta);
        ReplicaState before = replica.state();
        boolean expected = delta.from().leq(before.context());
        assertEquals(expected, replica.apply(delta), "a delta is taken iff its start is covered");
        assertEquals(
                expected ? before.context().join(delta.to()) : before.context(),
                replica.context(),
                "the context grows by what the delta says or not at all");
    }

    private void check(int number, VersionVector before) {
        ReplicaState state = replicas.get(number).state();
        past.get(number).add(state);
        for (ObjectHistory<?> object : objects) {
            assertEquals(Optional.empty(), object.flawIn(state));
        }
        assertTrue(before.leq(state.context()), "a context never shrinks");
        requireOneContentPerDot(number, state);
        ReplicaState same = byContext.putIfAbsent(state.context(), state);
        if (same != null) {
            assertEquals(same, state, "equal contexts, equal states");
            assertEquals(same.fingerprint(), state.fingerprint(), "equal contexts, equal fingerprints");
        }
    }

    private void requireOneContentPerDot(int number, ReplicaState state) {
        Set<Dot> alive = new HashSet<>();
        StateDelta all = state.deltaSince(VersionVector.EMPTY);
        all.objects()
                .forEach(object -> object.entries().forEach(entry -> {
                    Entry first = contents.putIfAbsent(entry.dot(), entry);
                    assertTrue(first == null || first.equals(entry), () -> first + " has the dot of " + entry);
                    assertTrue(state.context().covers(entry.dot()), "a live dot is covered");
                    alive.add(entry.dot());
                }));
        assertEquals(alive.size(), state.size());
        for (Dot dot : contents.keySet()) {
            if (state.context().covers(dot) && !alive.contains(dot)) {
                dead.computeIfAbsent(number, each -> new HashSet<>()).add(dot);
            }
        }
        for (Dot dot : dead.get(number)) {
            assertTrue(!alive.contains(dot), () -> "the dot " + dot + " was removed and lives again");
        }
    }

    /** Everybody meets everybody, twice, so that what is known anywhere is known everywhere. */
    void meetAll() {
        for (int round = 0; round < 2; round++) {
            for (int number = 0; number < REPLICAS; number++) {
                for (Replica other : List.copyOf(replicas)) {
                    Replica replica = replicas.get(number);
                    VersionVector before = replica.context();
                    receive(replica, other.state().deltaSince(before));
                    check(number, before);
                }
            }
        }
    }
}

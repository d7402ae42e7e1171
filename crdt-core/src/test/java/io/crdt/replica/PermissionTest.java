package io.crdt.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Dot;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.Unit;
import io.crdt.causal.VersionVector;
import io.crdt.replica.StateDelta.ObjectEntries;
import io.crdt.replica.StateDelta.Survivors;
import io.crdt.type.ORSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Changes that come from elsewhere: which objects they may touch, and what they must not say. */
class PermissionTest {

    private static final Key<ORSet<String>> OPEN = Key.of("open", ORSet.type(String.class));
    private static final Key<ORSet<String>> ADMIN = Key.of("admin", ORSet.type(String.class));
    private static final Incarnation OTHER = new Incarnation(9, 9);

    private final Replica here = replica(1);
    private final List<String> asked = new ArrayList<>();

    @Test
    void theRuleIsAskedOnceAboutEachObjectThatWouldChange() {
        Replica source = replica(2);
        add(source, OPEN, "x");
        add(source, ADMIN, "y");
        add(source, ADMIN, "z");

        assertTrue(here.apply(source.state().deltaSince(VersionVector.EMPTY), answering(true)));

        assertEquals(List.of("admin", "open"), asked);
        assertEquals(source.state(), here.state());
    }

    @Test
    void afterANoNothingHasChanged() {
        add(here, ADMIN, "root");
        ReplicaState before = here.state();
        Dot root = new Dot(Objects.requireNonNull(here.incarnation()), 1);
        StateDelta removal = delta(List.of(), List.of(new Removal(root, new Dot(OTHER, 1))), null);

        assertFalse(here.apply(removal, answering(false)));

        assertEquals(before, here.state());
        assertEquals(List.of("admin"), asked);
    }

    /** The rule takes its time, and what it was asked about is no longer all that the delta would change. */
    @Test
    void whatIsWrittenWhileTheRuleIsAskedIsDecidedOnToo() {
        add(here, OPEN, "first");
        Incarnation own = Objects.requireNonNull(here.incarnation());
        VersionVector to = VersionVector.EMPTY.advancedTo(OTHER, 1).advancedTo(own, 2);
        StateDelta leavesOutAll = new StateDelta(
                VersionVector.EMPTY,
                to,
                List.of(),
                List.of(),
                Map.of(),
                new Survivors(new DotRanges(Map.of()), VersionVector.EMPTY));

        boolean applied = here.apply(leavesOutAll, object -> {
            asked.add(object.name());
            if (object.equals(OPEN.id())) {
                add(here, ADMIN, "root"); // it is covered by what the delta claims, and not in it
            }
            return object.equals(OPEN.id());
        });

        assertFalse(applied);
        assertEquals(List.of("open", "admin"), asked);
        assertTrue(here.get(OPEN).contains("first") && here.get(ADMIN).contains("root"));
    }

    @Test
    void aRuleMayUpdateTheReplicaAndNothingOfThatIsLost() {
        Replica source = replica(2);
        add(source, OPEN, "x");

        assertTrue(here.apply(source.state().deltaSince(VersionVector.EMPTY), object -> {
            add(here, ADMIN, "somebody writes to " + object.name());
            return true;
        }));

        assertTrue(here.get(OPEN).contains("x") && here.get(ADMIN).contains("somebody writes to open"));
    }

    @Test
    void aDeltaThatContradictsItselfIsRefused() {
        Dot within = new Dot(OTHER, 1);
        Dot beyond = new Dot(OTHER, 2);
        refuse(delta(List.of(entries(OPEN, beyond)), List.of(), null), "beyond");
        refuse(delta(List.of(), List.of(new Removal(beyond, within)), null), "beyond");
        refuse(delta(List.of(), List.of(new Removal(within, beyond)), null), "beyond");
        refuse(delta(List.of(entries(OPEN, within), entries(ADMIN, within)), List.of(), null), "lives at");
        VersionVector farFloor = VersionVector.EMPTY.advancedTo(beyond);
        refuse(delta(List.of(), List.of(), new Survivors(new DotRanges(Map.of()), farFloor)), "floor");
    }

    private void refuse(StateDelta delta, String part) {
        ReplicaState before = here.state();
        String message = assertThrows(IllegalArgumentException.class, () -> {
                    boolean unused = here.apply(delta);
                })
                .getMessage();
        assertTrue(message.contains(part) && message.endsWith("nothing was changed"), message);
        assertEquals(before, here.state());
    }

    private StateDelta delta(List<ObjectEntries> entries, List<Removal> removals, Survivors survivors) {
        VersionVector to = here.context().advancedTo(OTHER, 1);
        return new StateDelta(here.context(), to, entries, removals, Map.of(), survivors);
    }

    private static ObjectEntries entries(Key<?> key, Dot dot) {
        return new ObjectEntries(key.id(), List.of(new Entry(Path.of("e"), dot, Unit.UNIT)));
    }

    private Predicate<ObjectId> answering(boolean answer) {
        return object -> {
            asked.add(object.name());
            return answer;
        };
    }

    private static void add(Replica replica, Key<ORSet<String>> key, String element) {
        replica.update(key, (set, me) -> set.add(me, element));
    }

    private static Replica replica(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new Replica(ReplicaId.random(random, "r" + seed), ReplicaState.empty(), random, () -> 1_000L);
    }
}

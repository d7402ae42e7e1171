package io.crdt.membership;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.causal.Delta;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.VersionVector;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.StateDelta;
import io.crdt.type.LWWMap;
import io.crdt.type.ORSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AuthorsTest {

    private static final Key<ORSet<Integer>> CART = Key.of("cart", ORSet.type(Integer.class));
    private static final int SEEDS = 200;
    private static final int STEPS = 150;
    private static final ReplicaId NOBODY = new ReplicaId(6, 6, "nobody");

    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void aFirstWriteHasItsAuthor() {
        Life a = new Life(ReplicaId.random(random, "a"), ReplicaState.empty(), random);
        Life b = new Life(ReplicaId.random(random, "b"), ReplicaState.empty(), random);
        List<VersionVector> seen = new ArrayList<>();
        a.replica.watch(CART, change -> seen.add(a.replica.context()));

        a.add(1);
        b.hear(a);

        assertEquals(Optional.of(a.replica.id()), b.authorOf(a.incarnation()));
        assertEquals(List.of(a.replica.context()), seen, "one change");
        assertEquals(2, a.replica.state().size());
    }

    @Test
    void anUpdateThatChangesNothingWritesNothing() {
        Life a = new Life(ReplicaId.random(random, "a"), ReplicaState.empty(), random);

        a.replica.update(CART, (cart, me) -> Delta.none());

        assertNull(a.replica.incarnation());
    }

    @Test
    void aReplicaThatNotesNothingReadsOthers() {
        Life a = new Life(ReplicaId.random(random, "a"), ReplicaState.empty(), random);
        Replica off = new Replica(ReplicaId.random(random, "off"), ReplicaState.empty(), random.split(), () -> 1);
        a.add(1);
        off.update(CART, (cart, me) -> cart.add(me, 2));
        assertTrue(off.apply(a.replica.state().deltaSince(VersionVector.EMPTY)));
        new Authors(off).drop();

        assertEquals(Optional.of(a.replica.id()), Authors.authorOf(off.state(), a.incarnation()));
        assertEquals(Optional.empty(), Authors.authorOf(off.state(), requireNonNull(off.incarnation())));
    }

    @Test
    void aLaterLifeDropsWhatNothingIsAliveOf() {
        Life first = new Life(ReplicaId.random(random, "a"), ReplicaState.empty(), random);
        first.add(1);
        Life second = first.next("renamed");
        second.clear();
        assertEquals(2, second.entries());
        Life third = second.next("renamed");
        third.add(2);

        assertEquals(Optional.empty(), third.authorOf(first.incarnation()));
        assertEquals(Optional.empty(), third.authorOf(second.incarnation()));
        assertEquals(Optional.of(third.replica.id()), third.authorOf(third.incarnation()));
        assertEquals(1, third.entries());
    }

    @Test
    void noMoreThanSomeAreDroppedAtOnce() {
        Life a = new Life(ReplicaId.random(random, "a"), ReplicaState.empty(), random);
        a.add(0);
        List<Life> copies = new ArrayList<>();
        for (int i = 0; i < 2 * Authors.MAX_DROPPED; i++) {
            Life copy = a.next("copy");
            copy.add(i + 1);
            copies.add(copy);
        }
        copies.forEach(a::hear);
        a.clear();
        assertEquals(2 * Authors.MAX_DROPPED + 1, a.entries());

        Life b = a.next("a");
        b.add(-1);
        assertEquals(Authors.MAX_DROPPED + 2, b.entries());
        Life c = b.next("a");
        c.clear();
        c.add(-1);
        assertTrue(c.next("a").add(-1).entries() <= 3);
    }

    @Test
    void retiringDropsWhatNothingIsAliveOfAndNothingElse() {
        Life a = new Life(ReplicaId.random(random, "a"), ReplicaState.empty(), random);
        Life idle = new Life(ReplicaId.random(random, "idle"), ReplicaState.empty(), random);
        Life busy = new Life(ReplicaId.random(random, "busy"), ReplicaState.empty(), random);
        a.members.admit("a:1");
        idle.members.admit("idle:1");
        busy.members.admit("busy:1");
        busy.add(1);
        a.hear(idle);
        a.hear(busy);

        a.retire(idle.replica.id());
        a.retire(busy.replica.id());

        assertEquals(Optional.empty(), a.authorOf(idle.incarnation()));
        assertEquals(Optional.of(busy.replica.id()), a.authorOf(busy.incarnation()));
    }

    @Test
    void whoWasDroppedAndWritesAgainIsNotedAgain() {
        Life a = new Life(ReplicaId.random(random, "a"), ReplicaState.empty(), random);
        Life unlisted = new Life(ReplicaId.random(random, "unlisted"), ReplicaState.empty(), random);
        unlisted.add(1).clear();
        a.hear(unlisted);
        a.members.admit("a:1");
        a.next("a").add(2);
        Life later = a.next("a");
        later.add(3);
        unlisted.hear(later);
        assertEquals(Optional.empty(), unlisted.authorOf(unlisted.incarnation()));

        unlisted.add(4);

        assertEquals(Optional.of(unlisted.replica.id()), unlisted.authorOf(unlisted.incarnation()));
    }

    @Test
    void anEntryCountsOnlyUnderItsOwnIncarnation() {
        Life a = new Life(ReplicaId.random(random, "a"), ReplicaState.empty(), random);
        Life liar = new Life(ReplicaId.random(random, "liar"), ReplicaState.empty(), random);
        a.add(1);
        liar.hear(a);
        liar.replica.update(Authors.KEY, (authors, me) -> authors.put(me, a.incarnation(), NOBODY));
        a.hear(liar);
        assertEquals(Optional.empty(), a.authorOf(a.incarnation()));

        a.add(2);

        assertEquals(Optional.of(a.replica.id()), a.authorOf(a.incarnation()));
    }

    @Test
    void valuesOfAnyClassAreNoAuthors() {
        Key<LWWMap<Object, Object>> anything = Key.of(Authors.KEY.name(), LWWMap.type(Object.class, Object.class));
        Replica liar = new Replica(ReplicaId.random(random, "liar"), ReplicaState.empty(), random.split(), () -> 1);
        liar.update(anything, (authors, me) -> authors.put(me, "text", 1));
        liar.update(anything, (authors, me) -> authors.put(me, me.origin(), "text"));
        Life a = new Life(ReplicaId.random(random, "a"), ReplicaState.empty(), random);
        a.members.admit("a:1");
        assertTrue(a.replica.apply(liar.state().deltaSince(VersionVector.EMPTY)));

        assertEquals(Optional.empty(), a.authorOf(requireNonNull(liar.incarnation())));
        Life next = a.next("a").add(1);
        assertEquals(Optional.of(next.replica.id()), next.authorOf(next.incarnation()));
    }

    /** Without retirements, old backups and liars, all that is alive has its author, wherever it is. */
    @Test
    void inCalmExecutionsNoAuthorIsUnknown() {
        for (long seed = 0; seed < SEEDS; seed++) {
            new Execution(seed, true).run();
        }
    }

    @Test
    void anAuthorIsRightOrUnknown() {
        for (long seed = 0; seed < SEEDS; seed++) {
            new Execution(seed, false).run();
        }
    }

    /** A replica from a start to an end. */
    private static final class Life {

        final Replica replica;
        final Members members;
        final Authors authors;
        private final SplittableRandom random;

        Life(ReplicaId id, ReplicaState state, SplittableRandom random) {
            this.random = random;
            long[] now = {1_000_000};
            replica = new Replica(id, state, random.split(), () -> now[0]++);
            members = new Members(replica);
            authors = new Authors(replica);
            authors.begin();
        }

        Life next(String label) {
            return next(label, replica.state());
        }

        Life next(String label, ReplicaState state) {
            return new Life(new ReplicaId(replica.id().high(), random.nextLong(), label), state, random);
        }

        @CanIgnoreReturnValue
        Life add(int element) {
            replica.update(CART, (cart, me) -> cart.add(me, element));
            return this;
        }

        void clear() {
            replica.update(CART, (cart, me) -> cart.clear(me));
        }

        void retire(ReplicaId other) {
            members.retireAll(List.of(other));
            authors.drop();
        }

        void hear(Life other) {
            assertTrue(replica.apply(other.replica.state().deltaSince(replica.context())));
        }

        Incarnation incarnation() {
            return requireNonNull(replica.incarnation());
        }

        Optional<ReplicaId> authorOf(Incarnation incarnation) {
            return Authors.authorOf(replica.state(), incarnation);
        }

        int entries() {
            return replica.get(Authors.KEY).size();
        }
    }

    /** Several replicas that do anything, and the record of who wrote under which incarnation. */
    private static final class Execution {

        private final long seed;
        private final boolean calm;
        private final SplittableRandom random;
        private final List<Life> lives = new ArrayList<>();
        private final List<ReplicaState> backups = new ArrayList<>();
        private final Map<Incarnation, ReplicaId> written = new HashMap<>();

        Execution(long seed, boolean calm) {
            this.seed = seed;
            this.calm = calm;
            random = new SplittableRandom(seed);
        }

        void run() {
            for (int i = 0; i < 4; i++) {
                Life life = new Life(ReplicaId.random(random, "r" + i), ReplicaState.empty(), random);
                lives.add(life);
                if (calm || random.nextInt(4) > 0) { // one that listens nowhere is not listed
                    life.members.admit("r" + i + ":1");
                }
                record(life);
            }
            for (int step = 0; step < STEPS; step++) {
                int place = random.nextInt(lives.size());
                step(place);
                record(lives.get(place));
                check(lives.get(place));
            }
            converge();
            for (int round = 0; round < 3; round++) {
                lives.get(0).clear();
                record(lives.get(0));
                converge();
                for (int i = 0; i < lives.size(); i++) {
                    Life next = lives.get(i).next("r" + i);
                    next.members.admit("r" + i + ":1");
                    next.add(round);
                    lives.set(i, next);
                    record(next);
                    converge();
                }
            }
            checkNothingIsLeft();
        }

        private void step(int place) {
            Life life = lives.get(place);
            Life other = lives.get(random.nextInt(lives.size()));
            switch (random.nextInt(calm ? 8 : 13)) {
                case 0, 1 -> life.add(random.nextInt(20));
                case 2 -> {
                    int element = random.nextInt(20);
                    life.replica.update(CART, (cart, me) -> cart.remove(me, element));
                }
                case 3 -> life.clear();
                case 4 -> lives.set(place, life.next(random.nextBoolean() ? "renamed" : "r" + place));
                case 5, 6, 7 -> life.hear(other);
                case 8 -> {
                    StateDelta late = other.replica.state().deltaSince(backup().context());
                    assertEquals(life.replica.state().accepts(late), life.replica.apply(late));
                }
                case 9 -> {
                    backups.add(life.replica.state());
                    lives.set(place, life.next("r" + place, backup()));
                }
                case 10 -> life.retire(other.replica.id());
                case 11 -> {
                    Incarnation victim = anIncarnation();
                    life.replica.update(
                            Authors.KEY,
                            (authors, me) -> random.nextBoolean()
                                    ? authors.remove(me, victim)
                                    : victim.equals(me.origin()) ? Delta.none() : authors.put(me, victim, NOBODY));
                }
                default -> lives.set(place, new Life(ReplicaId.random(random, "fresh"), ReplicaState.empty(), random));
            }
        }

        private ReplicaState backup() {
            return backups.isEmpty() ? ReplicaState.empty() : backups.get(random.nextInt(backups.size()));
        }

        private Incarnation anIncarnation() {
            List<Incarnation> all = new ArrayList<>(new TreeSet<>(written.keySet()));
            return all.get(random.nextInt(all.size()));
        }

        private void record(Life life) {
            Incarnation incarnation = life.replica.incarnation();
            if (incarnation != null) {
                written.putIfAbsent(incarnation, life.replica.id());
            }
        }

        private void check(Life life) {
            for (Incarnation incarnation : alive(life, true)) {
                ReplicaId author = life.authorOf(incarnation).orElse(null);
                ReplicaId right = requireNonNull(written.get(incarnation));
                assertTrue(
                        calm ? right.equals(author) : author == null || right.equals(author),
                        () -> "seed " + seed + ": " + incarnation + " is of " + right + ", but is said to be of "
                                + author);
            }
        }

        /** Returns the incarnations of which something is alive, or something beside their own entries. */
        private static Set<Incarnation> alive(Life life, boolean evenIfAlone) {
            Set<Incarnation> alive = new HashSet<>();
            for (StateDelta.ObjectEntries object :
                    life.replica.state().deltaSince(VersionVector.EMPTY).objects()) {
                for (Entry entry : object.entries()) {
                    Incarnation origin = entry.dot().origin();
                    if (evenIfAlone
                            || !object.id().equals(Authors.KEY.id())
                            || !entry.path().equals(Path.of(origin))) {
                        alive.add(origin);
                    }
                }
            }
            return alive;
        }

        private void converge() {
            for (int round = 0; round < 2; round++) {
                for (Life life : lives) {
                    lives.forEach(life::hear);
                    record(life);
                }
            }
            for (Life life : lives) {
                check(life);
                written.keySet()
                        .forEach(each ->
                                assertEquals(lives.get(0).authorOf(each), life.authorOf(each), () -> "seed " + seed));
            }
        }

        private void checkNothingIsLeft() {
            Set<Incarnation> useful = alive(lives.get(0), false);
            lives.forEach(life -> useful.add(life.incarnation()));
            for (Incarnation incarnation : written.keySet()) {
                assertTrue(
                        useful.contains(incarnation)
                                || lives.get(0).authorOf(incarnation).isEmpty(),
                        () -> "seed " + seed + ": nothing is alive of " + incarnation + " but who wrote it");
            }
        }
    }
}

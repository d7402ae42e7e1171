package io.crdt.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.causal.Dot;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.Unit;
import io.crdt.causal.VersionVector;
import io.crdt.replica.DotRanges;
import io.crdt.replica.DotRanges.Range;
import io.crdt.replica.Key;
import io.crdt.replica.ObjectId;
import io.crdt.replica.RangeSum;
import io.crdt.replica.Removal;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.Section;
import io.crdt.replica.StateDelta;
import io.crdt.replica.StateDelta.ObjectEntries;
import io.crdt.replica.StateDelta.Survivors;
import io.crdt.type.LWWMap;
import io.crdt.type.ORSet;
import io.crdt.type.Stamped;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * A peer that may write to names with "public/" and forges messages: of every kind, with fields drawn from all that it may
 * know of the others and from what nobody has ever written. Whatever they say, no other object changes.
 */
class HostileMessagesTest {

    private static final int SEEDS = 40;
    private static final int MESSAGES_EACH = 100;

    private static final List<Key<ORSet<String>>> SETS = List.of(
            Key.of("admin/users", ORSet.type(String.class)),
            Key.of("admin/groups", ORSet.type(String.class)),
            Key.of("public/chat", ORSet.type(String.class)),
            Key.of("public/wall", ORSet.type(String.class)));

    private static final List<Key<LWWMap<String, Integer>>> MAPS = List.of(
            Key.of("admin/limits", LWWMap.type(String.class, Integer.class)),
            Key.of("public/scores", LWWMap.type(String.class, Integer.class)));

    /** What became of a message. */
    private enum Outcome {
        CHANGED,
        REFUSED,
        NOTHING
    }

    private enum Kind {
        PUSH,
        REPAIR,
        HAVE,
        FORKED,
        CONFIRM,
        DURABLE,
        PRUNE,
        PROBE,
        HELLO,
        BYE
    }

    @Test
    void noMessageFromAPeerWithoutTheRightChangesAProtectedKey() {
        Map<Kind, Map<Outcome, Integer>> outcomes = new EnumMap<>(Kind.class);
        for (long seed = 0; seed < SEEDS; seed++) {
            Play play = new Play(seed);
            for (int i = 0; i < MESSAGES_EACH; i++) {
                Kind kind = play.pick(List.of(Kind.values()), Kind.PUSH, Kind.REPAIR);
                outcomes.computeIfAbsent(kind, each -> new EnumMap<>(Outcome.class))
                        .merge(play.send(kind), 1, Integer::sum);
            }
        }
        for (Kind kind : List.of(Kind.PUSH, Kind.REPAIR)) {
            Map<Outcome, Integer> of = outcomes.getOrDefault(kind, Map.of());
            assertTrue(
                    of.getOrDefault(Outcome.CHANGED, 0) > SEEDS && of.getOrDefault(Outcome.REFUSED, 0) > SEEDS,
                    () -> "the messages are to have an effect, and to be refused, often: " + outcomes);
        }
    }

    /** One replica, what it has been through, and the forger. */
    private static final class Play {

        private final long seed;
        private final SplittableRandom random;
        private final Replica here;
        private final List<Replica> honest = new ArrayList<>();
        private final Gossip gossip;
        private final Incarnation forger = new Incarnation(66, 6);
        private long now = 1;
        private int link;

        Play(long seed) {
            this.seed = seed;
            random = new SplittableRandom(seed);
            here = replica("here");
            honest.add(replica("one"));
            honest.add(replica("two"));
            gossip = new Gossip(here, GossipOptions.of("test"), random.split(), new Access() {
                @Override
                public boolean isRestricted(int link) {
                    return true;
                }

                @Override
                public boolean mayWrite(int link, ObjectId object) {
                    return isPublic(object);
                }
            });
            for (int i = 0; i < 40; i++) {
                live();
            }
        }

        private Replica replica(String label) {
            ReplicaState nothing = ReplicaState.empty(random.nextBoolean() ? 4 : 1 << 16);
            return new Replica(ReplicaId.random(random, label), nothing, random.split(), () -> now);
        }

        /** Something that happens without the forger. */
        private void live() {
            now += random.nextInt(3);
            List<Replica> all = new ArrayList<>(honest);
            all.add(here);
            Replica writer = pick(all);
            String element = "e" + random.nextInt(6);
            switch (random.nextInt(6)) {
                case 0 -> writer.update(pick(SETS), (set, me) -> set.remove(me, element));
                case 1 -> writer.update(pick(MAPS), (map, me) -> map.put(me, element, random.nextInt(9)));
                case 2 -> writer.update(pick(MAPS), (map, me) -> map.remove(me, element));
                case 3 -> {
                    StateDelta outgoing = pick(all).state().deltaSince(writer.context());
                    assertTrue(writer.apply(outgoing), this::toString);
                }
                default -> writer.update(pick(SETS), (set, me) -> set.add(me, element));
            }
        }

        Outcome send(Kind kind) {
            if (random.nextInt(4) == 0) {
                live();
            }
            Message message = forged(kind);
            int id = ++link;
            tell(new Event.StateAdvanced(here.state()));
            tell(new Event.Connected(id, random.nextBoolean()));
            tell(new Event.Received(id, new Message.Hello("test", ReplicaId.random(random, "forger"), 1 << 20, 1, 1)));
            ReplicaState before = here.state();
            List<Effect> effects = tell(new Event.Received(id, message));
            ReplicaState after = here.state();
            assertEquals(guarded(before), guarded(after), () -> this + ": " + message);
            tell(new Event.Disconnected(id));
            return effects.stream().anyMatch(Effect.Refused.class::isInstance)
                    ? Outcome.REFUSED
                    : after == before ? Outcome.NOTHING : Outcome.CHANGED;
        }

        @CanIgnoreReturnValue
        private List<Effect> tell(Event event) {
            return gossip.on(event, ++now);
        }

        /** Returns all that lives in objects that the forger may not write. */
        private static List<ObjectEntries> guarded(ReplicaState state) {
            return state.deltaSince(VersionVector.EMPTY).objects().stream()
                    .filter(each -> !isPublic(each.id()))
                    .toList();
        }

        private static boolean isPublic(ObjectId object) {
            return object.name().startsWith("public/");
        }

        private Message forged(Kind kind) {
            return switch (kind) {
                case PUSH -> new Message.Push(delta());
                case REPAIR -> repair();
                case HAVE -> new Message.Have(vector(), random.nextBoolean());
                case FORKED -> new Message.Forked(new TreeSet<>(origins()));
                case CONFIRM -> new Message.Confirm(few());
                case DURABLE -> new Message.Durable(few());
                case PRUNE -> new Message.Prune(new TreeSet<>(origins()));
                case PROBE -> new Message.Probe(digest(), random.nextLong());
                case HELLO -> new Message.Hello("test", here.id(), 1, digest(), random.nextLong());
                case BYE -> new Message.Bye(CloseReason.Kind.NOT_NEEDED, "forged");
            };
        }

        private VersionVector few() {
            VersionVector vector = vector();
            return vector.size() <= Message.Confirm.MAX_ORIGINS ? vector : VersionVector.EMPTY;
        }

        private StateDelta delta() {
            VersionVector from = random.nextInt(4) == 0 ? vector() : pick(List.of(VersionVector.EMPTY, here.context()));
            VersionVector to = here.context()
                    .join(vector())
                    .advancedTo(forger, here.context().get(forger) + 1);
            List<Removal> removals = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                Dot by = random.nextInt(3) == 0 ? dot() : new Dot(forger, to.get(forger));
                removals.add(new Removal(dot(), by));
            }
            Survivors survivors = random.nextInt(4) == 0 ? new Survivors(alive(), vector()) : null;
            return new StateDelta(from, to, entries(this::dot), removals, chains(), survivors);
        }

        private Message.Repair repair() {
            Map<Incarnation, List<Range>> ranges = new TreeMap<>();
            here.context().forEach((origin, seq) -> {
                if (random.nextInt(4) > 0) {
                    ranges.put(origin, List.of(new Range(1 + random.nextLong(seq), seq + random.nextInt(3))));
                }
            });
            DotRanges about = new DotRanges(ranges);
            List<RangeSum> sums = new ArrayList<>();
            ranges.forEach((origin, each) ->
                    sums.add(new RangeSum(origin, each.get(0), random.nextInt(40), random.nextLong())));
            HashSet<Dot> said = new HashSet<>();
            boolean plausible = random.nextInt(4) > 0;
            List<ObjectEntries> entries = entries(() -> {
                Dot dot = dot();
                for (int i = 0; i < 30 && plausible && !(isAbout(about, dot) && said.add(dot)); i++) {
                    dot = dot();
                }
                return dot;
            });
            return new Message.Repair(digest(), sums, chains(), new Section(about, entries));
        }

        private boolean isAbout(DotRanges ranges, Dot dot) {
            return ranges.contains(dot) && here.context().covers(dot);
        }

        private List<ObjectEntries> entries(Supplier<Dot> dots) {
            Map<ObjectId, List<Entry>> entries = new TreeMap<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                Path path = Path.of("e" + random.nextInt(9));
                boolean open = random.nextInt(6) > 0;
                if (random.nextBoolean()) {
                    ObjectId set =
                            pick(SETS.subList(open ? 2 : 0, open ? 4 : 2)).id();
                    entries.computeIfAbsent(set, each -> new ArrayList<>()).add(new Entry(path, dots.get(), Unit.UNIT));
                } else {
                    ObjectId map = MAPS.get(open ? 1 : 0).id();
                    Stamped<Integer> value = new Stamped<>(random.nextLong(1L << 40), 7);
                    entries.computeIfAbsent(map, each -> new ArrayList<>()).add(new Entry(path, dots.get(), value));
                }
            }
            return entries.entrySet().stream()
                    .map(each -> new ObjectEntries(each.getKey(), each.getValue()))
                    .toList();
        }

        /** Dots that live here, in any object, or did, and such as are still to come. */
        private Dot dot() {
            List<Entry> live = here.state().deltaSince(VersionVector.EMPTY).objects().stream()
                    .flatMap(each -> each.entries().stream())
                    .toList();
            if (random.nextInt(3) > 0 && !live.isEmpty()) {
                return pick(live).dot();
            }
            Incarnation origin = pick(origins());
            return new Dot(origin, 1 + random.nextLong(here.context().get(origin) + 3));
        }

        /** All that is alive here, or some of it. */
        private DotRanges alive() {
            boolean all = random.nextBoolean();
            Map<Incarnation, TreeSet<Long>> seqs = new TreeMap<>();
            here.state().deltaSince(VersionVector.EMPTY).objects().stream()
                    .filter(each -> all || random.nextInt(5) > 0)
                    .flatMap(each -> each.entries().stream())
                    .forEach(each -> seqs.computeIfAbsent(each.dot().origin(), origin -> new TreeSet<>())
                            .add(each.dot().seq()));
            Map<Incarnation, List<Range>> ranges = new TreeMap<>();
            seqs.forEach((origin, each) -> ranges.put(origin, ranges(each)));
            return new DotRanges(ranges);
        }

        private static List<Range> ranges(SortedSet<Long> seqs) {
            List<Range> ranges = new ArrayList<>();
            for (long seq : seqs) {
                int last = ranges.size() - 1;
                if (last >= 0 && ranges.get(last).last() + 1 == seq) {
                    ranges.set(last, new Range(ranges.get(last).first(), seq));
                } else {
                    ranges.add(new Range(seq, seq));
                }
            }
            return ranges;
        }

        private Map<Incarnation, Long> chains() {
            Map<Incarnation, Long> chains = new TreeMap<>();
            here.context().forEach((origin, seq) -> {
                if (random.nextInt(6) == 0) {
                    chains.put(origin, random.nextLong());
                }
            });
            return chains;
        }

        private VersionVector vector() {
            VersionVector[] vector = {pick(honest).context()};
            origins().forEach(origin -> {
                if (random.nextInt(3) == 0) {
                    vector[0] = vector[0].advancedTo(origin, here.context().get(origin) + random.nextInt(3));
                }
            });
            return vector[0];
        }

        private long digest() {
            return random.nextInt(8) == 0 ? random.nextLong() : here.context().digest();
        }

        private List<Incarnation> origins() {
            List<Incarnation> origins = new ArrayList<>(List.of(forger, new Incarnation(77, random.nextInt(3))));
            here.context().forEach((origin, seq) -> origins.add(origin));
            honest.forEach(each -> each.context().forEach((origin, seq) -> origins.add(origin)));
            return origins;
        }

        private <T> T pick(List<T> from) {
            return from.get(random.nextInt(from.size()));
        }

        /** Picks one of two mostly, else one of many. */
        private Kind pick(List<Kind> many, Kind one, Kind other) {
            int chance = random.nextInt(8);
            return chance < 3 ? one : chance < 6 ? other : pick(many);
        }

        @Override
        public String toString() {
            return "seed " + seed + " of noMessageFromAPeerWithoutTheRightChangesAProtectedKey, link " + link;
        }
    }
}

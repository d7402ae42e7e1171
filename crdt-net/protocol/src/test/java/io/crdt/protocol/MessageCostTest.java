package io.crdt.protocol;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crdt.causal.Delta;
import io.crdt.causal.Dot;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.Unit;
import io.crdt.causal.VersionVector;
import io.crdt.codec.Codec;
import io.crdt.codec.DecodeException;
import io.crdt.codec.MessageCodec;
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
import io.crdt.type.EWFlag;
import io.crdt.type.MVRegister;
import io.crdt.type.ORSet;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a message costs its receiver beside a large state: never much more than an ordinary delta of 64 KiB, however few
 * bytes it has. The processor time of this thread is compared, so it does not matter what else the machine does. A message
 * that seems to cost too much is measured again, as is the ordinary delta, and has to cost too much each time.
 *
 * <p>To look for more, beside a million entries, and to print how long each kind of message held the thread at most:
 * {@code -Dcost.entries=1000000 -Dcost.messages=5000 -Dcost.seed=7 -Dcost.table=true}.
 */
class MessageCostTest {

    private static final int ENTRIES = Integer.getInteger("cost.entries", 40_000);
    private static final int MESSAGES = Integer.getInteger("cost.messages", 28);
    private static final long SEED = Long.getLong("cost.seed", 1);

    /**
     * How many times as much as the ordinary delta a small message may cost. What was measured was up to 18, of a run of
     * 2^16 removals in 70 bytes and of code that was never run before; what was wrong was hundreds and thousands.
     */
    private static final int MOST = 40;

    /** How often a message is measured before it is said to cost too much. */
    private static final int RUNS = 5;

    /** How many bits tell texts of one hash code apart. */
    private static final int COLLIDING_BITS = 12;

    private static final int SMALL_BYTES = 1 << 16;
    private static final int BATCH = 1_000;
    private static final Key<ORSet<Object>> SET = Key.of("set", ORSet.type(Object.class));
    private static final Key<EWFlag> FLAG = Key.of("flag", EWFlag.type());
    private static final Key<MVRegister<String>> REGISTER = Key.of("register", MVRegister.type(String.class));
    private static final Incarnation EVIL = new Incarnation(6, 6);
    private static final VersionVector NOTHING = VersionVector.EMPTY;
    private static final MessageCodec CODEC = MessageCodec.of(Codec.standard());
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static ReplicaState state;
    private static Incarnation genuine;
    private static byte[] ordinary;
    private static long ordinaryCost;

    /** The worst message of each kind. */
    private static final Map<String, String> TABLE = new TreeMap<>();

    private static final Map<String, Long> WORST = new TreeMap<>();

    @BeforeAll
    static void fill() {
        Replica replica = replica(ReplicaState.empty());
        for (int from = 0; from < ENTRIES; from += BATCH) {
            int first = from;
            replica.update(SET, (set, me) -> {
                List<Delta<ORSet<Object>>> adds = new ArrayList<>();
                for (int i = first; i < first + BATCH; i++) {
                    adds.add(set.add(me, "element-" + i));
                }
                return adds.stream().reduce(Delta.none(), Delta::join);
            });
        }
        state = replica.state();
        genuine = replica.incarnation();
        List<Entry> entries = new ArrayList<>();
        for (int i = 1; i <= 3_000; i++) {
            entries.add(new Entry(Path.of("another-element-" + i), new Dot(EVIL, i), Unit.UNIT));
        }
        ordinary = CODEC.encode(push(SET.id(), entries, 3_000));
        ordinaryCost = leastCostOfOrdinary();
    }

    @AfterAll
    static void printTable() {
        if (Boolean.getBoolean("cost.table")) {
            TABLE.forEach((kind, worst) -> System.out.println(kind + ": " + worst));
            System.out.println("ordinary delta: " + ordinaryCost / 1_000 + " us for " + ordinary.length + " bytes");
        }
    }

    private static long leastCostOfOrdinary() {
        long least = Long.MAX_VALUE;
        for (int run = 0; run < 5; run++) {
            least = Math.min(least, cost(ordinary));
        }
        return Math.max(1_000_000, least);
    }

    private static Replica replica(ReplicaState from) {
        return new Replica(new ReplicaId(1, 1, "victim"), from, new SplittableRandom(3), () -> 0);
    }

    private static Message push(ObjectId object, List<Entry> entries, long seq) {
        return push(
                List.of(new StateDelta.ObjectEntries(object, entries)), List.of(), NOTHING.withSeq(EVIL, seq), null);
    }

    private static Message push(
            List<StateDelta.ObjectEntries> objects,
            List<Removal> removals,
            VersionVector to,
            StateDelta.Survivors survivors) {
        return new Message.Push(new StateDelta(NOTHING, to, objects, removals, Map.of(), survivors));
    }

    /** Returns the processor time in which the message is decoded and handled. */
    private static long cost(byte[] bytes) {
        Gossip gossip = new Gossip(replica(state), GossipOptions.of("test"), new SplittableRandom(1));
        tell(gossip, 0, new Event.Connected(1, false));
        tell(gossip, 0, new Event.Drained(1));
        ReplicaId peer = new ReplicaId(2, 2, "peer");
        tell(gossip, 0, new Event.Received(1, new Message.Hello("test", peer, 1 << 20, 1, 1)));
        tell(gossip, 0, new Event.Drained(1));
        long before = THREADS.getCurrentThreadCpuTime();
        try {
            tell(gossip, 1, new Event.Received(1, CODEC.decode(bytes)));
            tell(gossip, 1, new Event.Drained(1));
        } catch (DecodeException e) {
            // refused, which costs something, too
        }
        return THREADS.getCurrentThreadCpuTime() - before;
    }

    private static void tell(Gossip gossip, long now, Event event) {
        List<Effect> unused = gossip.on(event, now);
    }

    private static void assertCheap(String what, Message message) {
        double unused = assertCheap(what, CODEC.encode(message));
    }

    private static double assertCheap(String what, byte[] bytes) {
        double most = MOST * Math.max(1.0, (double) bytes.length / SMALL_BYTES);
        double least = Double.MAX_VALUE;
        for (int run = 0; run < RUNS && least > most; run++) {
            if (run > 0) {
                ordinaryCost = leastCostOfOrdinary();
            }
            long cost = cost(bytes);
            note(what, bytes.length, cost);
            least = Math.min(least, (double) cost / ordinaryCost);
        }
        double relative = least;
        assertTrue(
                relative <= most,
                () -> what + ": " + bytes.length + " bytes cost " + relative + " times as much as " + ordinary.length
                        + " ordinary ones");
        return relative;
    }

    private static void note(String what, int bytes, long cost) {
        String kind = what.replaceFirst("seed [-0-9]+, ", "");
        if (cost > WORST.getOrDefault(kind, -1L)) {
            WORST.put(kind, cost);
            TABLE.put(kind, cost / 1_000 + " us for " + bytes + " bytes");
        }
    }

    private static long digest() {
        return state.context().digest();
    }

    // What was found

    @Test
    void aThousandRangeSumsDoNotAddUpTheStateAThousandTimes() {
        List<RangeSum> sums = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            sums.add(new RangeSum(genuine, new Range(1 + i, 1 << 20), 1_000, i));
        }
        assertCheap("sums", new Message.Repair(digest(), sums, Map.of(), Section.NONE));
    }

    @Test
    void aDifferentFingerprintDoesNotHashTheWholeState() {
        assertCheap("probe", new Message.Probe(digest(), state.fingerprint() + 1));
    }

    @Test
    void aSectionOfAllThereIsIsAnsweredWithNoMoreThanAMessageHolds() {
        DotRanges all = new DotRanges(
                Map.of(genuine, List.of(new Range(1, state.context().get(genuine)))));
        Message section = new Message.Repair(digest(), List.of(), Map.of(), new Section(all, List.of()));
        assertCheap("section", section);
    }

    @Test
    void aRunOfRemovalsExpandsToNoMoreThanIsKeptOnRecord() {
        List<Removal> removals = new ArrayList<>();
        int count = 1 << 18;
        for (int i = 1; i <= count; i++) {
            removals.add(new Removal(new Dot(EVIL, i), new Dot(EVIL, (long) count + i)));
        }
        byte[] bytes = CODEC.encode(push(List.of(), removals, NOTHING.withSeq(EVIL, 2L * count), null));
        assertTrue(bytes.length >= count - ReplicaState.DEFAULT_REMOVAL_LIMIT, bytes.length + " bytes");
        removals.subList(ReplicaState.DEFAULT_REMOVAL_LIMIT, count).clear();
        assertCheap("removals", push(List.of(), removals, NOTHING.withSeq(EVIL, 2L * count), null));
    }

    @Test
    void manyDotsOfOneIncarnationAtOnePlaceAreRefused() {
        List<Entry> entries = new ArrayList<>();
        for (int i = 1; i <= 17; i++) {
            entries.add(new Entry(Path.end(), new Dot(EVIL, i), Unit.UNIT));
        }
        byte[] bytes = CODEC.encode(push(FLAG.id(), entries, 17));
        String said = String.valueOf(
                assertThrows(DecodeException.class, () -> CODEC.decode(bytes)).getMessage());
        assertTrue(said.contains("a writer replaces its own dot"), said);
    }

    @Test
    void theDotsOfManyIncarnationsAtOnePlaceAreNotCopiedForEach() {
        List<Entry> entries = new ArrayList<>();
        Map<Incarnation, Long> to = new HashMap<>();
        for (int i = 1; i <= 40_000; i++) {
            Incarnation origin = new Incarnation(i * 0x9e3779b97f4a7c15L, i);
            to.put(origin, 1L);
            entries.add(new Entry(Path.end(), new Dot(origin, 1), Unit.UNIT));
        }
        entries.sort(Comparator.comparing(Entry::dot));
        StateDelta.ObjectEntries flag = new StateDelta.ObjectEntries(FLAG.id(), entries);
        assertCheap("dots", push(List.of(flag), List.of(), NOTHING.withSeqs(to), null));
    }

    @Test
    void survivorsAreNotLookedForWhereTheDeltaCoversNothing() {
        StateDelta.Survivors none = new StateDelta.Survivors(new DotRanges(Map.of()), NOTHING);
        assertCheap("survivors", push(List.of(), List.of(), NOTHING.withSeq(EVIL, 1), none));
    }

    @Test
    void whatIsInProportionToTheStateIsMeasured() {
        assumeTrue(Boolean.getBoolean("cost.table"));
        measure("question of who has nothing", new Message.Have(NOTHING, true));
        VersionVector beyond = state.context().withSeq(EVIL, 1);
        StateDelta.Survivors none = new StateDelta.Survivors(new DotRanges(Map.of()), NOTHING);
        measure(
                "survivors: none",
                new Message.Push(new StateDelta(state.context(), beyond, List.of(), List.of(), Map.of(), none)));
        List<Removal> run = new ArrayList<>();
        for (int i = 1; i <= Math.min(ENTRIES, ReplicaState.DEFAULT_REMOVAL_LIMIT); i++) {
            run.add(new Removal(new Dot(genuine, i), new Dot(EVIL, i)));
        }
        beyond = state.context().withSeq(EVIL, run.size());
        measure("a run of removals of live entries", push(List.of(), run, beyond, null));
        List<Removal> million = new ArrayList<>();
        for (int i = 1; i <= 1 << 20; i++) {
            million.add(new Removal(new Dot(EVIL, i), new Dot(EVIL, (1L << 20) + i)));
        }
        measure("a million removals", push(List.of(), million, NOTHING.withSeq(EVIL, 1L << 21), null));
        List<Entry> entries = new ArrayList<>();
        for (int i = 1; i <= 50_000; i++) {
            entries.add(new Entry(Path.of("new-element-" + i), new Dot(EVIL, i), Unit.UNIT));
        }
        measure("a delta of 50,000 entries", push(SET.id(), entries, entries.size()));
    }

    private static void measure(String what, Message message) {
        byte[] bytes = CODEC.encode(message);
        for (int run = 0; run < 3; run++) {
            note(what, bytes.length, cost(bytes));
        }
    }

    // The search

    /** Makes messages of all kinds, and more of those kinds and sizes that cost most for their bytes. */
    @Test
    void noMessageCostsMuchMoreThanAnOrdinaryOne() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<Found> worst = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            long seed = random.nextLong();
            int kind = i % Draft.KINDS;
            if (i >= MESSAGES / 2 && !worst.isEmpty()) {
                kind = worst.get(random.nextInt(worst.size())).kind();
            }
            byte[] bytes = CODEC.encode(new Draft(new SplittableRandom(seed)).message(kind));
            double relative = assertCheap("seed " + seed + ", kind " + kind, bytes);
            worst.add(new Found(kind, relative / (1_000 + bytes.length)));
            worst.sort(Comparator.comparingDouble(Found::perByte).reversed());
            worst.subList(Math.min(worst.size(), 5), worst.size()).clear();
        }
    }

    private record Found(int kind, double perByte) {}

    /** A message made by chance, with numbers that go to extremes. */
    private static final class Draft {

        static final int KINDS = 16;

        private final SplittableRandom random;

        Draft(SplittableRandom random) {
            this.random = random;
        }

        Message message(int kind) {
            return switch (kind) {
                case 0 -> new Message.Have(vector(few(3_000)), random.nextBoolean());
                case 1 -> new Message.Have(state.context().join(vector(few(100))), false);
                case 2 -> new Message.Prune(new TreeSet<>(origins(few(3_000))));
                case 3 -> new Message.Forked(new TreeSet<>(origins(few(3_000))));
                case 4 -> new Message.Probe(digest(), random.nextLong());
                case 5 -> new Message.Repair(digest(), sums(few(3_000)), Map.of(), Section.NONE);
                case 6 -> new Message.Repair(digest(), List.of(), chains(few(3_000)), Section.NONE);
                case 7 -> new Message.Repair(digest(), List.of(), Map.of(), new Section(ranges(few(3_000)), List.of()));
                case 8 -> push(SET.id(), entries(few(2_000)), 1 << 20);
                case 9 ->
                    push(List.of(), removals(few(1 << 16)), state.context().withSeq(EVIL, 1 << 20), null);
                case 10 -> survivors();
                case 11 -> push(registers(few(2_000)), List.of(), NOTHING.withSeq(EVIL, 1 << 20), null);
                case 13 -> new Message.Confirm(vector(few(Message.Confirm.MAX_ORIGINS)));
                case 14 -> new Message.Durable(vector(few(Message.Confirm.MAX_ORIGINS)));
                case 12 -> new Message.Bye(CloseReason.Kind.OTHER, "x".repeat(few(60_000)));
                default -> concurrentWrites(few(3_000));
            };
        }

        /** Returns a number up to the most, as likely small as large. */
        private int few(int most) {
            return random.nextBoolean() ? most : 1 + random.nextInt(most);
        }

        private List<Incarnation> origins(int count) {
            List<Incarnation> origins = new ArrayList<>(Collections.nCopies(1, genuine));
            boolean dense = random.nextBoolean();
            for (int i = 1; i < count; i++) {
                origins.add(new Incarnation(dense ? 0 : random.nextLong(), random.nextLong()));
            }
            return origins;
        }

        private VersionVector vector(int count) {
            Map<Incarnation, Long> seqs = new HashMap<>();
            origins(count).forEach(origin -> seqs.put(origin, 1 + random.nextLong(1L << 40)));
            return NOTHING.withSeqs(seqs);
        }

        private Range range() {
            long first = 1L + random.nextInt(ENTRIES);
            return new Range(first, random.nextBoolean() ? 1 << 20 : first + random.nextInt(ENTRIES));
        }

        private List<RangeSum> sums(int count) {
            List<RangeSum> sums = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                sums.add(new RangeSum(genuine, range(), random.nextInt(40), random.nextLong()));
            }
            return sums;
        }

        private Map<Incarnation, Long> chains(int count) {
            Map<Incarnation, Long> chains = new HashMap<>();
            origins(count).forEach(origin -> chains.put(origin, random.nextLong()));
            return chains;
        }

        private DotRanges ranges(int count) {
            List<Range> ranges = new ArrayList<>();
            int step = Math.max(3, ENTRIES / count);
            for (long first = 1; first + step < ENTRIES; first += step) {
                ranges.add(new Range(first, first + random.nextLong(step - 2)));
            }
            return new DotRanges(Map.of(genuine, ranges));
        }

        private List<Entry> entries(int count) {
            List<Entry> entries = new ArrayList<>();
            int kind = random.nextInt(4);
            for (int i = 1; i <= count; i++) {
                Object element = switch (kind) {
                    case 0 -> colliding(i, COLLIDING_BITS);
                    case 1 -> Collections.nCopies(1, colliding(i, COLLIDING_BITS));
                    case 2 -> i;
                    default -> BigDecimal.valueOf(i, 1 << 15);
                };
                entries.add(new Entry(Path.of(element), new Dot(EVIL, i), Unit.UNIT));
            }
            return entries;
        }

        /** Returns one of many texts of one hash code. */
        private static String colliding(int number, int bits) {
            StringBuilder text = new StringBuilder().append(number >>> bits);
            for (int bit = 0; bit < bits; bit++) {
                text.append((number >>> bit & 1) == 0 ? "Aa" : "BB");
            }
            return text.toString();
        }

        private List<Removal> removals(int count) {
            List<Removal> removals = new ArrayList<>();
            boolean genuineOnes = random.nextBoolean();
            int most = genuineOnes ? Math.min(count, 4_000) : count;
            int step = 1 + random.nextInt(3);
            for (int i = 1; i <= most; i++) {
                removals.add(new Removal(new Dot(genuineOnes ? genuine : EVIL, i), new Dot(EVIL, (long) step * i)));
            }
            return removals;
        }

        private Message survivors() {
            List<Range> most = List.of(new Range(1, 1), new Range(3, ENTRIES));
            boolean some = random.nextBoolean();
            VersionVector to = some ? state.context().withSeq(EVIL, 1) : NOTHING.withSeq(EVIL, 1);
            DotRanges alive = new DotRanges(some ? Map.of(genuine, most) : Map.of());
            StateDelta.Survivors survivors = new StateDelta.Survivors(alive, NOTHING);
            VersionVector from = some ? state.context() : NOTHING;
            return new Message.Push(new StateDelta(from, to, List.of(), List.of(), Map.of(), survivors));
        }

        private List<StateDelta.ObjectEntries> registers(int count) {
            List<StateDelta.ObjectEntries> objects = new ArrayList<>();
            for (int i = 1; i <= count; i++) {
                Key<MVRegister<String>> key = Key.of(colliding(i, COLLIDING_BITS), MVRegister.type(String.class));
                objects.add(new StateDelta.ObjectEntries(
                        key.id(), List.of(new Entry(Path.end(), new Dot(EVIL, i), "value"))));
            }
            return objects;
        }

        private Message concurrentWrites(int count) {
            Map<Incarnation, Long> to = new HashMap<>();
            List<Entry> entries = new ArrayList<>();
            new TreeSet<>(origins(count)).forEach(origin -> {
                long seq = state.context().get(origin) + 1;
                to.put(origin, seq);
                entries.add(new Entry(Path.end(), new Dot(origin, seq), "value"));
            });
            StateDelta.ObjectEntries register = new StateDelta.ObjectEntries(REGISTER.id(), entries);
            return push(List.of(register), List.of(), NOTHING.withSeqs(to), null);
        }
    }
}

package io.crdt.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.DotPair;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.Unit;
import io.crdt.causal.VersionVector;
import io.crdt.protocol.Message;
import io.crdt.protocol.Message.Bye;
import io.crdt.protocol.Message.Forked;
import io.crdt.protocol.Message.Have;
import io.crdt.protocol.Message.Hello;
import io.crdt.protocol.Message.Probe;
import io.crdt.protocol.Message.Prune;
import io.crdt.protocol.Message.Push;
import io.crdt.protocol.Message.Repair;
import io.crdt.replica.DotRanges;
import io.crdt.replica.ObjectId;
import io.crdt.replica.Removal;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.Shape;
import io.crdt.replica.StateDelta;
import io.crdt.replica.StateDelta.ObjectEntries;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MessageCodecTest {

    private static final MessageCodec CODEC = MessageCodec.of(Codec.standard());

    private static ObjectId nested(Shape shape) {
        return new ObjectId("nested", "ORMap", shape);
    }

    @Property(tries = 400)
    void everyDeltaOfARunComesBackEqual(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int steps, @ForAll boolean forgetful)
            throws DecodeException {
        Executions run = new Executions(seed, forgetful ? 4 : 1 << 16);
        for (int i = 0; i < 4; i++) {
            assertComesBack(new Push(run.next(steps)));
        }
    }

    @Property(tries = 500)
    void everySmallMessageComesBackEqual(@ForAll long seed) throws DecodeException {
        Random random = new Random(seed);
        ReplicaId id = ReplicaId.random(random, Values.text(random, 0xffff));
        assertComesBack(new Hello(Values.text(random, 0xffff), id, 1 << 20, random.nextLong(), random.nextLong()));
        assertComesBack(new Probe(random.nextLong(), random.nextLong()));
        assertComesBack(new Bye(LinkCodecTest.anyKind(random), Values.text(random, 0xffff)));
        VersionVector vector = VersionVector.EMPTY;
        for (int i = random.nextInt(20); i > 0; i--) {
            vector = vector.advancedTo(Incarnation.random(random), 1 + (random.nextLong() >>> 2 + random.nextInt(60)));
        }
        assertComesBack(new Have(vector, random.nextBoolean()));
        Set<Incarnation> origins = new TreeSet<>();
        vector.forEach((origin, seq) -> origins.add(origin));
        assertComesBack(new Prune(origins));
        assertComesBack(new Forked(origins));
    }

    @Property(tries = 300)
    void everyRepairComesBackEqual(@ForAll long seed, @ForAll @IntRange(max = 40) int steps) throws DecodeException {
        for (Repair repair : Executions.repairs(seed, steps)) {
            assertComesBack(repair);
        }
    }

    @Property(tries = 300)
    void everySetOfRemovalsComesBackEqual(@ForAll long seed) throws DecodeException {
        Random random = new Random(seed);
        VersionVector from =
                VersionVector.EMPTY.advancedTo(Executions.dot(1, 5)).advancedTo(Executions.dot(2, 90));
        List<Removal> removals = new ArrayList<>();
        for (int i = random.nextInt(100); i > 0; i--) {
            long origin = 1L + random.nextInt(3);
            long by = 91L + random.nextInt(20);
            int length = 1 + random.nextInt(random.nextBoolean() ? 5 : 1);
            int byStep = random.nextInt(2);
            int removedStep = random.nextInt(3) - 1;
            long removedOrigin = 1L + random.nextInt(3);
            long removed = 10L + random.nextInt(80);
            for (int j = 0; j < length; j++) {
                removals.add(new Removal(
                        Executions.dot(removedOrigin, removed + (long) j * removedStep),
                        Executions.dot(origin, by + (long) j * byStep)));
            }
        }
        List<Removal> distinct = removals.stream()
                .distinct()
                .sorted(Comparator.comparing(Removal::by).thenComparing(Removal::removed))
                .toList();
        VersionVector to = from;
        for (int origin = 1; origin <= 3; origin++) {
            to = to.advancedTo(Executions.dot(origin, 120));
        }
        assertComesBack(new Push(new StateDelta(from, to, List.of(), distinct, Map.of(), null)));
    }

    @Test
    void removalsComeBackSorted() throws DecodeException {
        List<Removal> sorted = List.of(
                new Removal(Executions.dot(1, 1), Executions.dot(1, 5)),
                new Removal(Executions.dot(2, 1), Executions.dot(1, 5)),
                new Removal(Executions.dot(1, 3), Executions.dot(2, 4)));
        List<Removal> reversed = new ArrayList<>(sorted);
        Collections.reverse(reversed);
        VersionVector to = VersionVector.EMPTY.advancedTo(Executions.dot(1, 5)).advancedTo(Executions.dot(2, 4));
        byte[] bytes =
                CODEC.encode(new Push(new StateDelta(VersionVector.EMPTY, to, List.of(), reversed, Map.of(), null)));
        assertEquals(sorted, ((Push) CODEC.decode(bytes)).delta().removals());
    }

    @Test
    void nestedPathsShareTheirFirstSteps() throws DecodeException {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Path path =
                    Path.of("leaf" + i % 7).under("c").under("branch" + i / 20).under("root of it all");
            entries.add(new Entry(path, Executions.dot(1, i + 1), (long) i));
        }
        Push push = push(new ObjectEntries(nested(new Shape.Leaf(true).inMaps(4)), entries), 100);
        assertComesBack(push);
        assertTrue(CODEC.encode(push).length < 60 * 12, "shared steps are not written again");
    }

    @Test
    void pathsThroughPairsComeBack() throws DecodeException {
        Shape shape = new Shape.PairOf(
                        new Shape.Leaf(false).inMaps(2), new Shape.PairOf(new Shape.Leaf(true), new Shape.Leaf(false)))
                .inMaps(1);
        Path first = Path.of("b").under("a").under(DotPair.Side.FIRST).under("key");
        Path value = Path.of(DotPair.Side.FIRST).under(DotPair.Side.SECOND).under("key");
        Path flag = Path.of(DotPair.Side.SECOND).under(DotPair.Side.SECOND).under("other key");
        assertComesBack(push(
                new ObjectEntries(
                        nested(shape),
                        List.of(
                                new Entry(first, Executions.dot(1, 1), Unit.UNIT),
                                new Entry(value, Executions.dot(1, 2), "payload"),
                                new Entry(first, Executions.dot(1, 3), Unit.UNIT),
                                new Entry(flag, Executions.dot(1, 4), Unit.UNIT))),
                4));
    }

    @Test
    void theDeepestPathComesBack() throws DecodeException {
        Path path = Path.end();
        for (int i = 0; i < Shape.MAX_DEPTH; i++) {
            path = path.under((long) i);
        }
        List<Entry> entries = List.of(
                new Entry(path, Executions.dot(1, 1), Unit.UNIT), new Entry(path, Executions.dot(1, 2), Unit.UNIT));
        assertComesBack(push(new ObjectEntries(nested(new Shape.Leaf(false).inMaps(Shape.MAX_DEPTH)), entries), 2));
    }

    @Test
    void aMessageHasMoreRemovalsThanRunsMayHold() throws DecodeException {
        List<Removal> removals = new ArrayList<>();
        int count = WireFormat.MAX_RUN_REMOVALS + 10;
        for (int i = 1; i <= count; i++) {
            removals.add(new Removal(Executions.dot(1, i), Executions.dot(1, i + 1)));
        }
        VersionVector to = VersionVector.EMPTY.advancedTo(Executions.dot(1, count + 1));
        byte[] bytes =
                CODEC.encode(new Push(new StateDelta(VersionVector.EMPTY, to, List.of(), removals, Map.of(), null)));
        assertEquals(count, ((Push) CODEC.decode(bytes)).delta().removals().size());
    }

    @Test
    void aHelloOfAnotherEditionIsRefusedInOneSentence() {
        byte[] bytes = CODEC.encode(new Hello("c", new ReplicaId(1, 2, "l"), 1 << 20, 3, 4));
        bytes[4] = 7;
        bytes[5] = 5;
        EditionException refusal = assertThrows(EditionException.class, () -> CODEC.decode(bytes));
        assertEquals(5, refusal.lowestOfPeer());
        assertEquals(7, refusal.highestOfPeer());
        assertTrue(
                refusal.getMessage()
                        .contains("the peer speaks editions 5 to 7 of the wire format, this node speaks edition 4: they"
                                + " cannot talk until one of them is upgraded"),
                refusal.getMessage());
    }

    @Test
    void aHelloOfTheFirstEditionsIsRefusedAndRefusesInOneSentence() {
        byte[] hello = HexFormat.of()
                .parseHex("43524454038473686f70010000000000000002000000"
                        + "00000000826e3180804003000000000000000400000000000000");
        EditionException refusal = assertThrows(EditionException.class, () -> CODEC.decode(hello));
        assertTrue(refusal.getMessage().contains("the peer speaks edition 3 of the wire format"), refusal.getMessage());
        // until edition 3 a build read the magic and one number, from a frame that starts with 1, and told that number
        byte[] ours = CODEC.newEncoder()
                .frames(new Hello("c", new ReplicaId(1, 2, "l"), 1 << 20, 3, 4), 1 << 16)
                .next();
        assertEquals("01" + "43524454" + "04", HexFormat.of().formatHex(ours, 0, 6));
    }

    @Test
    void aHelloMayBringWhatALaterEditionAdds() throws DecodeException {
        Hello hello = new Hello("c", new ReplicaId(1, 2, "l"), 1 << 20, 3, 4, 5, 6);
        byte[] later = LaterBuild.hello(CODEC.encode(hello), 9, 4, "2a03010203" + "8101" + "00");
        assertEquals(hello, CODEC.decode(later));
        byte[] tooLong = LaterBuild.hello(CODEC.encode(hello), 9, 4, "2a04010203");
        assertThrows(DecodeException.class, () -> CODEC.decode(tooLong));
        byte[] upsideDown = LaterBuild.hello(CODEC.encode(hello), 4, 5, "");
        assertThrows(DecodeException.class, () -> CODEC.decode(upsideDown));
    }

    @Test
    void strangersAndUnknownKindsAreRefused() {
        for (String stranger : List.of("GET / HTTP/1.1", "CONNECT x:1", "\u0016\u0003\u0001", "\u001f")) {
            byte[] bytes = stranger.getBytes(StandardCharsets.ISO_8859_1);
            DecodeException refusal = assertThrows(DecodeException.class, () -> CODEC.decode(bytes));
            assertTrue(
                    refusal.getMessage().contains("no kind of message")
                            || refusal.getMessage().contains("CRDT"),
                    refusal.getMessage());
        }
    }

    @Test
    void aDeltaThatNoReplicaMakesIsNotEncoded() {
        Entry first = new Entry(Path.of("a"), Executions.dot(1, 1), Unit.UNIT);
        Entry second = new Entry(Path.of("b"), Executions.dot(1, 2), Unit.UNIT);
        for (List<Entry> wrong : List.of(List.of(second, first), List.of(first, first))) {
            Push push = push(new ObjectEntries(nested(new Shape.Leaf(false).inMaps(1)), wrong), 5);
            assertThrows(IllegalArgumentException.class, () -> CODEC.encode(push));
        }
        VersionVector tooFar = VersionVector.EMPTY.advancedTo(Executions.dot(1, Long.MAX_VALUE));
        Push beyond = new Push(new StateDelta(VersionVector.EMPTY, tooFar, List.of(), List.of(), Map.of(), null));
        assertThrows(IllegalArgumentException.class, () -> CODEC.encode(beyond));
    }

    @Test
    void aDeltaThatContradictsItselfIsRefused() {
        VersionVector from = VersionVector.EMPTY.advancedTo(Executions.dot(1, 5));
        VersionVector to = VersionVector.EMPTY.advancedTo(Executions.dot(1, 9));
        ObjectEntries entry = object("a", 6);
        DotRanges none = new DotRanges(Map.of());
        DotRanges beyond = new DotRanges(Map.of(Executions.dot(1, 1).origin(), List.of(new DotRanges.Range(5, 6))));
        List<StateDelta> wrong = List.of(
                new StateDelta(from, to, List.of(object("a", 10)), List.of(), Map.of(), null),
                new StateDelta(from, to, List.of(entry, object("b", 6)), List.of(), Map.of(), null),
                new StateDelta(from, to, List.of(entry, object("a", 7)), List.of(), Map.of(), null),
                new StateDelta(from, to, List.of(), List.of(removal(1, 10)), Map.of(), null),
                new StateDelta(from, to, List.of(), List.of(removal(1, 5)), Map.of(), null),
                new StateDelta(from, to, List.of(), List.of(removal(10, 6)), Map.of(), null),
                new StateDelta(from, to, List.of(), List.of(), Map.of(), new StateDelta.Survivors(beyond, from)),
                new StateDelta(
                        from,
                        to,
                        List.of(),
                        List.of(),
                        Map.of(),
                        new StateDelta.Survivors(none, to.advancedTo(Executions.dot(1, 10)))));
        for (StateDelta delta : wrong) {
            byte[] bytes = CODEC.encode(new Push(delta));
            assertThrows(DecodeException.class, () -> CODEC.decode(bytes), delta::toString);
        }
        Push beforeFrom = new Push(new StateDelta(from, to, List.of(object("a", 5)), List.of(), Map.of(), null));
        assertThrows(IllegalArgumentException.class, () -> CODEC.encode(beforeFrom));
    }

    @Test
    void nothingIsNoValue() {
        ObjectId id = new ObjectId("a", "MVMap", new Shape.Leaf(true).inMaps(1));
        byte[] bytes = CODEC.encode(push(entry(id, true), 5));
        byte[] others = CODEC.encode(push(entry(id, false), 5));
        bytes[Arrays.mismatch(bytes, others)] = Tags.UNIT;
        DecodeException refusal = assertThrows(DecodeException.class, () -> CODEC.decode(bytes));
        assertTrue(refusal.getMessage().contains("has no place"), refusal.getMessage());
    }

    private static ObjectEntries entry(ObjectId id, Object payload) {
        return new ObjectEntries(id, List.of(new Entry(Path.of("e"), Executions.dot(1, 5), payload)));
    }

    private static ObjectEntries object(String name, long seq) {
        Entry entry = new Entry(Path.of("e"), Executions.dot(1, seq), Unit.UNIT);
        return new ObjectEntries(new ObjectId(name, "ORSet", new Shape.Leaf(false).inMaps(1)), List.of(entry));
    }

    private static Removal removal(long removed, long by) {
        return new Removal(Executions.dot(1, removed), Executions.dot(1, by));
    }

    @Test
    void survivorsComeBackEqual() throws DecodeException {
        VersionVector to = VersionVector.EMPTY.advancedTo(Executions.dot(1, 50)).advancedTo(Executions.dot(2, 60));
        DotRanges alive = new DotRanges(Map.of(
                Executions.dot(1, 1).origin(), List.of(new DotRanges.Range(1, 1), new DotRanges.Range(3, 9)),
                Executions.dot(2, 1).origin(), List.of(new DotRanges.Range(2, 50), new DotRanges.Range(60, 60))));
        VersionVector floor = VersionVector.EMPTY.advancedTo(Executions.dot(2, 60));
        assertComesBack(new Push(
                new StateDelta(to, to, List.of(), List.of(), Map.of(), new StateDelta.Survivors(alive, floor))));
    }

    private static Push push(ObjectEntries object, long to) {
        return new Push(new StateDelta(
                VersionVector.EMPTY,
                VersionVector.EMPTY.advancedTo(Executions.dot(1, to)),
                List.of(object),
                List.of(),
                Map.of(),
                null));
    }

    private static void assertComesBack(Message message) throws DecodeException {
        byte[] bytes = CODEC.encode(message);
        Message decoded = CODEC.decode(bytes);
        assertEquals(message, decoded);
        assertArrayEquals(bytes, CODEC.encode(decoded), "equal messages are equal bytes");
    }
}

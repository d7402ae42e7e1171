package io.crdt.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.Unit;
import io.crdt.causal.VersionVector;
import io.crdt.lattice.GrowMap;
import io.crdt.lattice.Max;
import io.crdt.lattice.Min;
import io.crdt.lattice.Pair;
import io.crdt.protocol.CloseReason;
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
import io.crdt.replica.DotRanges.Range;
import io.crdt.replica.ObjectId;
import io.crdt.replica.RangeSum;
import io.crdt.replica.Removal;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.Section;
import io.crdt.replica.Shape;
import io.crdt.replica.StateDelta;
import io.crdt.replica.StateDelta.ObjectEntries;
import io.crdt.type.Stamped;
import io.crdt.type.Tally;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The bytes of edition 4. If one of these changes, so has the edition to. */
class WireStabilityTest {

    private static final MessageCodec CODEC = MessageCodec.of(CodecTest.USER);
    private static final VersionVector FROM = vector(3, 300);
    private static final VersionVector TO = vector(7, 302);
    private static final Map<Incarnation, Long> CHAINS =
            Map.of(Executions.dot(1, 1).origin(), -1L, Executions.dot(2, 1).origin(), -2L);

    @Test
    void helloStaysAsItIs() throws DecodeException {
        assertStays(
                "43524454" + "0404" + "00" + "07" + "8473686f70" + "01000000000000000200000000000000826e31" + "808040"
                        + "03000000000000000400000000000000" + "80d095ffbc31" + "058b6f31",
                new Hello("shop", new ReplicaId(1, 2, "n1"), 1 << 20, 3, 4, 7, 1_700_000_000_000L));
    }

    @Test
    void haveStaysAsItIs() throws DecodeException {
        assertStays(
                "01010200010000000000000001000000000000000e0002000000000000000200000000000000dc04", new Have(TO, true));
    }

    @Test
    void probeStaysAsItIs() throws DecodeException {
        assertStays("04ffffffffffffffff0100000000000000", new Probe(-1, 1));
    }

    @Test
    void pruneStaysAsItIs() throws DecodeException {
        assertStays("07010001000000000000000200000000000000", new Prune(Set.of(new Incarnation(1, 2))));
    }

    @Test
    void confirmAndDurableStayAsTheyAre() throws DecodeException {
        VersionVector context = VersionVector.EMPTY.withSeqs(Map.of(new Incarnation(1, 2), 7L));
        assertStays("10010100000000000000020000000000000007", new Message.Confirm(context));
        assertStays("0f010100000000000000020000000000000007", new Message.Durable(context));
    }

    @Test
    void forkedStaysAsItIs() throws DecodeException {
        assertStays("09010001000000000000000200000000000000", new Forked(Set.of(new Incarnation(1, 2))));
    }

    @Test
    void repairStaysAsItIs() throws DecodeException {
        RangeSum sum = new RangeSum(new Incarnation(1, 2), new Range(1, 300), 7, -1);
        assertStays(
                "080300000000000000" + "01" + "000100000000000000020000000000000001ac0207ffffffffffffffff"
                        + "0100ff00000000000000" + "00",
                new Repair(3, List.of(sum), Map.of(new Incarnation(1, 2), 255L), Section.NONE));
    }

    @Test
    void byeStaysAsItIs() throws DecodeException {
        assertStays("05018e7368c3bc7474696e6720646f776e", new Bye(CloseReason.Kind.OFFLINE, "shütting down"));
    }

    /** A later edition may say more; what it says to people is kept. */
    @Test
    void aByeForAReasonOfALaterEditionIsForAnother() throws DecodeException {
        byte[] bytes = HexFormat.of().parseHex("05e8078568656c6c6f");
        assertEquals(
                new Bye(CloseReason.Kind.OTHER, "hello"),
                MessageCodec.of(Codec.standard()).decode(bytes));
    }

    @Test
    void pushStaysAsItIs() throws DecodeException {
        assertStays(
                "02020001000000000000000100000000000000060002000000000000000200000000000000d80402"
                        + "00080004" + "fffffffffffffffffeffffffffffffff"
                        + "030084636172740604020000846d696c6b0184656767730101018374656100018676697369"
                        + "7473000501000301001707520002836f776e1d94547970654f665468654170706c69636174696f6e0901"
                        + "010000816181628163" + "0005001a040101b5040501040700020206",
                new Push(new StateDelta(FROM, TO, objects(), removals(), CHAINS, null)));
    }

    @Test
    void pushWithSurvivorsStaysAsItIs() throws DecodeException {
        DotRanges alive = new DotRanges(Map.of(
                Executions.dot(1, 1).origin(), List.of(new DotRanges.Range(1, 1), new DotRanges.Range(3, 3)),
                Executions.dot(2, 1).origin(), List.of(new DotRanges.Range(20, 290))));
        StateDelta.Survivors survivors = new StateDelta.Survivors(alive, vector(2, 299));
        assertStays(
                "03020001000000000000000100000000000000060002000000000000000200000000000000d80402" + "00080004"
                        + "fffffffffffffffffeffffffffffffff" + "000602000400d604020002000001019d0412",
                new Push(new StateDelta(FROM, TO, List.of(), List.of(), CHAINS, survivors)));
    }

    @Test
    void valuesStayAsTheyAre() throws DecodeException {
        List<Object> values = List.of(
                "text",
                "\ud800",
                1L,
                -1,
                (short) 2,
                (byte) 3,
                'x',
                true,
                false,
                1.5,
                2.5f,
                new UUID(1, 2),
                new BigDecimal("12.34"),
                Instant.ofEpochSecond(5, 6),
                LocalDate.of(2000, 1, 1),
                Optional.of(Unit.UNIT),
                Optional.empty(),
                new Stamped<>(77, Executions.dot(1, 2)),
                new CodecTest.Point(1, -1),
                CodecTest.Color.GREEN,
                new ReplicaId(1, 2, "n1"));
        byte[] bytes = CodecTest.USER.encode(values);
        assertEquals(
                "04158474657874160100d80c020b010a020009030d7808070f000000000000f83f0e000020401001"
                        + "00000000000000020000000000000012040204d2130a06149aab01060005039a0102000100000000"
                        + "000000010000000000000002151002020115110547524545ce1d01000000000000000200000000000000826e31",
                HexFormat.of().formatHex(bytes));
        assertEquals(values, CodecTest.USER.decode(bytes));
    }

    @Test
    void latticesStayAsTheyAre() throws DecodeException {
        GrowMap<String, Max<Integer>> map = GrowMap.empty();
        List<Object> values = List.of(
                new Tally(7, 41, 0, 0),
                new Tally(14, 6, 10, 5),
                new Tally(2, Long.MIN_VALUE, 1, Long.MAX_VALUE),
                new Max<>(7),
                new Min<>("a"),
                new Pair<>(new Max<>(1L), new Min<>(-1)),
                map.with("b", new Max<>(2)).with("a", new Max<>(1)).with("cc", new Max<>(3)));
        byte[] bytes = CodecTest.USER.encode(values);
        assertEquals(
                "04071707521c0a0a04021c01feffffffffffffffff0102180b0e1981611a180c02190b011b038161180b028162180b04826363"
                        + "180b06",
                HexFormat.of().formatHex(bytes));
        assertEquals(values, CodecTest.USER.decode(bytes));
    }

    private static List<ObjectEntries> objects() {
        return List.of(
                new ObjectEntries(
                        new ObjectId("cart", "ORSet", new Shape.Leaf(false).inMaps(1)),
                        List.of(
                                new Entry(Path.of("milk"), Executions.dot(1, 4), Unit.UNIT),
                                new Entry(Path.of("eggs"), Executions.dot(1, 6), Unit.UNIT),
                                new Entry(Path.of("tea"), Executions.dot(2, 302), Unit.UNIT))),
                new ObjectEntries(
                        new ObjectId("visits", "GCounter", new Shape.Leaf(true).inMaps(1)),
                        List.of(new Entry(
                                Path.of(Executions.dot(1, 1).origin()), Executions.dot(1, 7), new Tally(7, 41, 0, 0)))),
                new ObjectEntries(
                        new ObjectId("own", "TypeOfTheApplication", new Shape.Leaf(true).inMaps(2)),
                        List.of(new Entry(Path.of("b").under("a"), Executions.dot(2, 301), "c"))));
    }

    private static List<Removal> removals() {
        return List.of(
                new Removal(Executions.dot(1, 1), Executions.dot(1, 5)),
                new Removal(Executions.dot(2, 17), Executions.dot(1, 5)),
                new Removal(Executions.dot(1, 2), Executions.dot(2, 301)),
                new Removal(Executions.dot(1, 3), Executions.dot(2, 302)));
    }

    private static VersionVector vector(long first, long second) {
        return VersionVector.EMPTY.advancedTo(Executions.dot(1, first)).advancedTo(Executions.dot(2, second));
    }

    private static void assertStays(String hex, Message message) throws DecodeException {
        assertEquals(hex, HexFormat.of().formatHex(CODEC.encode(message)));
        assertEquals(message, CODEC.decode(HexFormat.of().parseHex(hex)));
    }
}

package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.crdt.causal.Delta;
import io.crdt.codec.Codec;
import io.crdt.net.contract.Await;
import io.crdt.net.kryo.KryoCodec;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.options.LimitOptions;
import io.crdt.net.status.NodeHealth;
import io.crdt.net.status.Problem;
import io.crdt.net.store.StoreReport;
import io.crdt.net.store.sqlite.StoreFiles;
import io.crdt.replica.Key;
import io.crdt.replica.ReplicaState;
import io.crdt.type.GCounter;
import io.crdt.type.LWWMap;
import io.crdt.type.ORSet;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What would stop everything newer, here or at others, is refused where it comes in. */
class RefusedValuesTest {

    private static final int LIMIT = 1 << 16;
    private static final Key<ORSet<Object>> SET = Key.of("set", ORSet.type(Object.class));
    private static final Key<LWWMap<String, Object>> MAP = Key.of("map", LWWMap.type(String.class, Object.class));
    private static final Key<GCounter> COUNTER = Key.of("counter", GCounter.type());

    record Price(double value) {}

    private static final class Lossy extends Serializer<Price> {
        @Override
        public void write(Kryo kryo, Output output, Price price) {
            output.writeFloat((float) price.value());
        }

        @Override
        public Price read(Kryo kryo, Input input, Class<? extends Price> type) {
            return new Price(input.readFloat());
        }
    }

    @RegisterExtension
    final Nodes nodes = new Nodes();

    /** What is kept, saved, hashed and sent are the bytes of the first writing. */
    @Test
    void aValueIsWrittenOnceAndOnceMoreForTheCheck(@TempDir Path directory) {
        AtomicInteger writings = new AtomicInteger();
        Codec codec = KryoCodec.builder()
                .register(16, Price.class, new Serializer<Price>() {
                    @Override
                    public void write(Kryo kryo, Output output, Price price) {
                        writings.incrementAndGet();
                        output.writeDouble(price.value());
                    }

                    @Override
                    public Price read(Kryo kryo, Input input, Class<? extends Price> type) {
                        return new Price(input.readDouble());
                    }
                })
                .build();
        CrdtNode node = nodes.start(options("a").setDataDir(directory), codec);
        CrdtNode peer = nodes.start(options("b").addSeed(Nodes.address(node)), codec);
        Await.result(node.update(SET, (set, me) -> set.add(me, new Price(0.5))));
        Await.result(node.update(MAP, (map, me) -> map.put(me, "k", List.of(new Price(0.7)))));
        nodes.awaitEqual(node, peer);
        assertEquals(2 * 2, writings.get());
    }

    @Test
    void aValueThatItsSerializerDoesNotReadBackIsRefusedAndChangesNothing() {
        Codec codec = KryoCodec.builder().register(16, Price.class, new Lossy()).build();
        CrdtNode node = nodes.start(options("a"), codec);
        assertEquals(
                1,
                Await.result(node.update(SET, (set, me) -> set.add(me, new Price(0.5))))
                        .size());
        for (Object value : List.of(new Price(0.1), List.of(new Price(0.1)))) {
            assertRefused(node, "loses", () -> node.update(SET, (set, me) -> set.add(me, value)));
            assertRefused(node, "loses", () -> node.update(MAP, (map, me) -> map.put(me, "k", value)));
        }
    }

    /** As of a serializer that was changed after it wrote, or a value from a peer whose serializer differs. */
    @Test
    void verifyWithTheCodecFindsWhatCannotBeReadAndWithoutItSaysHowManyWereCheckedByTheirBytes(
            @TempDir Path directory) {
        Codec wrote = KryoCodec.builder().register(16, Price.class, new Lossy()).build();
        CrdtNode node = nodes.start(options("a").setDataDir(directory), wrote);
        Await.result(node.update(SET, (set, me) -> set.add(me, new Price(0.5))));
        Await.result(node.update(SET, (set, me) -> set.add(me, "text")));
        Await.result(node.close());

        assertTrue(StoreFiles.verify(directory, wrote).isSound());
        assertEquals(0, StoreFiles.verify(directory, wrote).unread());
        assertTrue(StoreFiles.verify(directory).isSound());
        assertEquals(1, StoreFiles.verify(directory).unread());
        Codec other =
                KryoCodec.builder().register(16, Price.class, new Unreadable()).build();
        StoreReport report = StoreFiles.verify(directory, other);
        assertFalse(report.isSound());
        assertTrue(report.problems().get(0).contains("cannot be read"), () -> String.join("; ", report.problems()));
    }

    private static final class Unreadable extends Serializer<Price> {
        @Override
        public void write(Kryo kryo, Output output, Price price) {
            output.writeDouble(price.value());
        }

        @Override
        public Price read(Kryo kryo, Input input, Class<? extends Price> type) {
            return new Price(input.readDouble());
        }
    }

    @Test
    void anUpdateThatNoMessageHoldsIsRefusedAndChangesNothing() {
        CrdtNode node = nodes.start(options("a").setLimits(new LimitOptions().setMaxMessageBytes(LIMIT)));
        assertRefused(node, "65536", () -> node.update(MAP, (map, me) -> map.put(me, "k", "x".repeat(LIMIT))));
        assertRefused(node, "65536", () -> node.update(MAP, (map, me) -> map.put(me, "x".repeat(LIMIT), 1)));
        List<String> many = IntStream.range(0, LIMIT / 8).mapToObj(i -> "e" + i).toList();
        assertRefused(
                node,
                "65536",
                () -> node.update(
                        SET,
                        (set, me) -> Delta.joinAll(
                                many.stream().map(e -> set.add(me, e)).toList())));
    }

    /** Else a value might be taken here that no peer with the same limit could be sent. */
    @Test
    void theLargestUpdateThatIsTakenReachesAPeerOfTheSameLimit() {
        LimitOptions limits = new LimitOptions().setMaxMessageBytes(LIMIT);
        CrdtNode a = nodes.start(options("a").setLimits(limits));
        CrdtNode b = nodes.start(options("b").setLimits(limits).addSeed(Nodes.address(a)));
        nodes.awaitEqual(a, b);
        int length = LIMIT;
        while (!isTaken(a, "x".repeat(length))) {
            length--;
        }
        assertTrue(length > LIMIT - 256, () -> "there is room for more");
        nodes.awaitEqual(a, b);
    }

    private static boolean isTaken(CrdtNode node, String value) {
        try {
            Await.result(node.update(MAP, (map, me) -> map.put(me, "k", value)));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Test
    @SuppressWarnings("NullAway") // as somebody does who does not check
    void aMutatorThatReturnsNullIsNamed() {
        CrdtNode node = nodes.start(options("a"));
        NullPointerException refusal =
                assertThrows(NullPointerException.class, () -> node.update(COUNTER, (counter, me) -> null));
        assertEquals(
                "the update of counter (GCounter) returned null instead of Delta.none(); nothing was changed",
                refusal.getMessage());
    }

    /** The one takes less than the other has. What is in between cannot be skipped, but is over as soon as it is removed. */
    @Test
    void aPeerThatTakesLessGetsEverythingAgainSoonAfterTheValueIsRemovedAndSaysWhatItLacksMeanwhile() {
        CrdtNode a = nodes.start(options("a"));
        CrdtNode b = nodes.start(options("b")
                .setLimits(new LimitOptions().setMaxMessageBytes(LIMIT))
                .addSeed(Nodes.address(a)));
        nodes.awaitEqual(a, b);
        nodes.awaitHealth(b, NodeHealth::isOk);
        a.update(MAP, (map, me) -> map.put(me, "large", "x".repeat(2 * LIMIT)));
        a.update(COUNTER, (counter, me) -> counter.increment(me));
        nodes.awaitHealth(
                b,
                health -> health.reasons().stream()
                        .map(Problem::text)
                        .anyMatch(reason -> reason.contains("lacks ") && reason.contains(" operations that a at ")));
        nodes.awaitProblem(a, "\"map\"");
        nodes.awaitProblem(b, "maxMessageBytes = " + LIMIT);
        assertFalse(b.state().equals(a.state()));
        b.update(SET, (set, me) -> set.add(me, "from b"));
        nodes.await("b's write arrives all the same", () -> a.get(SET).contains("from b"));

        a.update(MAP, (map, me) -> map.remove(me, "large"));
        nodes.awaitEqual(a, b);
        nodes.awaitHealth(b, NodeHealth::isOk);
    }

    private static void assertRefused(CrdtNode node, String part, Executable update) {
        ReplicaState before = node.state();
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, update);
        assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("nothing was changed"), refusal.getMessage());
        assertEquals(before, node.state());
    }

    private static CrdtOptions options(String name) {
        return new CrdtOptions().setName(name);
    }
}

package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Delta;
import io.crdt.causal.Path;
import io.crdt.codec.Codec;
import io.crdt.membership.Members;
import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.status.MemberView;
import io.crdt.net.status.Problem;
import io.crdt.net.store.Store;
import io.crdt.net.transport.Address;
import io.crdt.net.transport.TcpTransport;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.type.GCounter;
import io.crdt.type.LWWMap;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Peers that write into the list of members whatever they like: it is ignored, reported, and removed by anybody. */
class HostileMembersTest {

    private static final Key<LWWMap<Object, Object>> LIST =
            Key.of(Members.KEY.name(), LWWMap.type(Object.class, Object.class));
    private static final Key<GCounter> VISITS = Key.of("visits", GCounter.type());

    @RegisterExtension
    final Nodes nodes = new Nodes();

    @TempDir
    java.nio.file.Path directory;

    private final SplittableRandom random = new SplittableRandom(1);

    /** What a hostile peer writes. */
    private record Entry(Object key, Object value) {}

    static Stream<Entry> malformed() {
        ReplicaId replica = new ReplicaId(1, 2, "m");
        return Stream.concat(
                Stream.of(
                        new Entry("10.0.0.9:7401", "a value of a later version"),
                        new Entry("10.0.0.9:7402", List.of(1L, 2L)),
                        new Entry(42L, replica),
                        new Entry(List.of("127.0.0.1:1"), 5L),
                        new Entry("x".repeat(100_000) + ":1", replica),
                        new Entry("x".repeat(254) + ":1", replica)),
                Stream.of(
                                "",
                                "x",
                                "host:99999",
                                "host:0",
                                "[::1",
                                "256.256.256.256:1",
                                "a:b:c",
                                "\0:1",
                                "http://x:1",
                                "127.0.0.1: 5",
                                "0.0.0.0:7",
                                "[::]:7",
                                "[::0]:7",
                                "[0000:0000:0000:0000:0000:0000:0000:0000]:7",
                                "[[::1]]:7")
                        .map(key -> new Entry(key, replica)));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void aMalformedEntryIsIgnoredAndReportedAndRemovedByAnybody(Entry entry) {
        CrdtNode evil = evil(List.of(entry));
        CrdtOptions options = options("x").setDataDir(directory);
        CrdtNode x = nodes.start(new CrdtOptions(options).addSeed(Nodes.address(evil)));
        nodes.awaitProblem(x, "entries of \"crdt:members\" that are no members");

        assertEquals(List.of("x"), labels(x));
        assertTrue(Await.result(x.health()).isOk());
        evil.update(VISITS, (visits, me) -> visits.increment(me, 1));
        nodes.await("replication goes on", () -> x.get(VISITS).value() == 1);

        Await.result(x.close());
        CrdtNode again = nodes.start(new CrdtOptions(options).addSeed(Nodes.address(evil)));
        assertEquals(List.of("x"), labels(again));

        assertEquals(1, Await.result(again.removeMalformedMembers()));

        awaitNoneIgnored(again);
        nodes.awaitEqual(again, evil);
        assertEquals(0, Await.result(evil.removeMalformedMembers()));
    }

    /** Not even the payloads of an LWWMap are what they have to be. */
    @Test
    void aPayloadThatNoMapWritesIsIgnoredAndRemovedToo() {
        CrdtNode evil = evil(replica -> replica.update(
                LIST,
                (map, me) -> Delta.write(
                        Path.of("10.0.0.9:1"), me.nextDot(), "bare", map.store().at("10.0.0.9:1"))));
        CrdtNode x = nodes.start(options("x").addSeed(Nodes.address(evil)));
        nodes.awaitProblem(x, "at \"10.0.0.9:1\" is a String where a replica is expected");

        assertEquals(List.of("x"), labels(x));
        assertEquals(1, Await.result(x.removeMalformedMembers()));
        awaitNoneIgnored(x);
    }

    @Test
    void whoIsListedAtManyAddressesByOneWriterIsDialedAtOneAndGoesWithItsRetirement() {
        List<Entry> flood = new ArrayList<>();
        ReplicaId liar = ReplicaId.random(random, "liar");
        for (int i = 1; i <= 500; i++) {
            flood.add(new Entry("127.0.0.1:" + i, i == 500 ? liar : ReplicaId.random(random, "nobody")));
        }
        CrdtNode evil = evil(flood);
        CrdtNode x = nodes.start(options("x").addSeed(Nodes.address(evil)));
        nodes.awaitProblem(x, "ignored 499 entries of \"crdt:members\"");
        assertEquals(List.of("liar", "x"), labels(x).stream().sorted().toList());

        Await.result(x.retire(liar));

        nodes.awaitMembers(x, "itself alone", members -> members.size() == 1);
        assertEquals(List.of("x"), labels(x));
        awaitNoneIgnored(x);
    }

    @Test
    void allThatAreNotLinkedCanBeRetiredAtOnce() {
        CrdtNode evil = evil(replicas -> {
            Replica other = new Replica(
                    ReplicaId.random(random, "e"), ReplicaState.empty(), random.split(), System::currentTimeMillis);
            other.update(LIST, (map, me) -> map.put(me, "127.0.0.1:1", ReplicaId.random(random, "one")));
            assertTrue(replicas.apply(other.state().deltaSince(replicas.context())));
            replicas.update(LIST, (map, me) -> map.put(me, "127.0.0.1:2", ReplicaId.random(random, "two")));
        });
        CrdtNode x = nodes.start(options("x").addSeed(Nodes.address(evil)));
        CrdtNode y = nodes.start(options("y").addSeed(Nodes.address(x)));
        nodes.awaitMembers(
                x,
                "all of them",
                members -> members.size() == 4
                        && members.stream().filter(MemberView::linked).count() == 1);

        assertEquals(2, Await.result(x.retireAll(member -> !member.linked())));

        nodes.awaitMembers(x, "the two that are linked", members -> members.size() == 2);
        assertEquals(List.of("x", "y"), labels(x).stream().sorted().toList());
        nodes.awaitMembers(y, "the same", members -> members.size() == 2);
    }

    private CrdtNode evil(List<Entry> entries) {
        return evil(replica -> replica.update(LIST, (map, me) -> {
            List<Delta<LWWMap<Object, Object>>> all = new ArrayList<>();
            entries.forEach(entry -> all.add(map.put(me, entry.key(), entry.value())));
            return Delta.joinAll(all);
        }));
    }

    /** A node that does not look at the list of members, with something in it. */
    private CrdtNode evil(Consumer<Replica> writes) {
        Replica replica = new Replica(
                ReplicaId.random(random, "evil"), ReplicaState.empty(), random.split(), System::currentTimeMillis);
        writes.accept(replica);
        Store store = new Store() {
            @Override
            public ReplicaId replica() {
                return replica.id();
            }

            @Override
            public ReplicaState state() {
                return replica.state();
            }

            @Override
            public void save(ReplicaState state) {}

            @Override
            public void close() {}
        };
        return Nodes.start(nodes.keep(CrdtNode.create(
                nodes.vertx(),
                options("evil").setDiscovery(false),
                Codec.standard(),
                new TcpTransport(nodes.vertx(), new Address("127.0.0.1", 0), 1 << 16, 8),
                store)));
    }

    /** A node learns on its own thread what became of its list. */
    private void awaitNoneIgnored(CrdtNode node) {
        nodes.awaitStatus(
                node,
                "ignores no member",
                status -> status.problems().stream().noneMatch(Problem.IgnoredMembers.class::isInstance));
    }

    private static List<String> labels(CrdtNode node) {
        return Await.result(node.members()).stream()
                .map(member -> member.replica().label())
                .toList();
    }

    private static CrdtOptions options(String name) {
        return new CrdtOptions().setName(name).setReconnectMillis(10, 100);
    }
}

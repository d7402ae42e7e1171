package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.codec.Codec;
import io.crdt.membership.Members;
import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.status.MemberView;
import io.crdt.net.transport.Address;
import io.crdt.net.transport.TcpTransport;
import io.crdt.replica.Key;
import io.crdt.replica.ReplicaId;
import io.crdt.type.GCounter;
import io.crdt.type.ORSet;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Nodes on sockets that find each other. */
class MembershipTest {

    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));
    private static final Key<GCounter> VISITS = Key.of("visits", GCounter.type());

    @RegisterExtension
    final Nodes nodes = new Nodes();

    @TempDir
    private Path directory;

    @Test
    void fiveNodesThatKnowOneSeedEndAllLinked() {
        List<CrdtNode> five = five();

        five.forEach(node -> nodes.awaitMembers(node, "five, all linked", members -> linked(members) == 4));
        assertEquals(Set.of("a", "b", "c", "d", "e"), labels(members(five.get(4))));
    }

    @Test
    void whenTheFirstNodeIsGoneTheOthersGoOnAndANewcomerFindsThemThroughAnyOfThem() {
        List<CrdtNode> five = five();
        five.forEach(node -> nodes.awaitMembers(node, "all linked", members -> linked(members) == 4));
        five.get(0).update(VISITS, (visits, me) -> visits.increment(me, 7));
        awaitVisits(five.get(3), 7);
        MemberView first = self(five.get(0));

        Await.result(five.get(0).close());
        Await.result(five.get(1).retire(first.replica()));
        CrdtNode newcomer =
                nodes.start(options("f").addSeed(five.get(3).address().toString()));

        List<CrdtNode> rest = List.of(five.get(1), five.get(2), five.get(3), five.get(4), newcomer);
        rest.forEach(node -> {
            nodes.awaitMembers(node, "five others", members -> members.size() == 5 && linked(members) == 4);
            awaitVisits(node, 7); // what the first one wrote stays
        });
    }

    /** As pods do that are stopped: nothing of them is left to be dialed. */
    @Test
    void aNodeThatIsClosedDepartsUnlessItHasAStore() {
        CrdtNode a = nodes.start(options("a"));
        CrdtNode b = nodes.start(options("b").addSeed(Nodes.address(a)));
        CrdtNode memory = nodes.start(options("memory").addSeed(Nodes.address(a)));
        CrdtOptions kept = options("stored").setDataDir(directory).addSeed(Nodes.address(a));
        CrdtNode stored = nodes.start(kept);
        for (CrdtNode node : List.of(a, b, memory, stored)) {
            nodes.awaitMembers(node, "four, all linked", members -> linked(members) == 3);
        }

        Await.result(memory.close());
        Await.result(stored.close());

        for (CrdtNode node : List.of(a, b)) {
            nodes.awaitMembers(
                    node,
                    "three, one of them away",
                    members -> labels(members).equals(Set.of("a", "b", "stored")) && linked(members) == 1);
        }
        assertEquals(Set.of("a", "b", "stored"), labels(members(memory)), "it does not enter itself again");

        CrdtNode again = nodes.start(new CrdtOptions(kept).setDepartOnClose(true));
        nodes.awaitMembers(again, "three, all linked", members -> linked(members) == 2);
        Await.result(again.close());
        for (CrdtNode node : List.of(a, b)) {
            nodes.awaitMembers(node, "the two", members -> labels(members).equals(Set.of("a", "b")));
        }
        nodes.start(new CrdtOptions(kept));
        nodes.awaitMembers(b, "three again", members -> members.size() == 3 && linked(members) == 2);
    }

    @Test
    void aNodeStaysListedAfterItsCloseIfThatIsWanted() {
        CrdtNode a = nodes.start(options("a"));
        CrdtNode b = nodes.start(options("b").setDepartOnClose(false).addSeed(Nodes.address(a)));
        nodes.awaitMembers(a, "both", members -> linked(members) == 1);

        Await.result(b.close());

        nodes.awaitMembers(a, "both, unlinked", members -> members.size() == 2 && linked(members) == 0);
    }

    /** The verticle of the node ends, not the node. */
    @Test
    void aNodeDepartsWhenItsVerticleIsUndeployed() {
        CrdtNode a = nodes.start(options("a"));
        String deployed = Await.result(nodes.vertx().deployVerticle(new VerticleBase() {
            @Override
            public Future<?> start() {
                return CrdtNode.create(vertx, options("b").addSeed(Nodes.address(a)))
                        .start();
            }
        }));
        nodes.awaitMembers(a, "both", members -> linked(members) == 1);

        Await.result(nodes.vertx().undeploy(deployed));

        nodes.awaitMembers(a, "itself", members -> members.size() == 1);
    }

    @Test
    void aNodeThatIsRetiredWhileItRunsEntersItselfAgain() {
        CrdtNode a = nodes.start(options("a"));
        CrdtNode b = nodes.start(options("b").addSeed(Nodes.address(a)));
        nodes.awaitMembers(a, "both", members -> linked(members) == 1);
        a.update(CART, (cart, me) -> cart.add(me, "milk"));
        b.update(CART, (cart, me) -> cart.add(me, "bread"));

        Await.result(a.retire(self(b).replica()));

        nodes.awaitProblem(b, "was retired");
        nodes.awaitMembers(a, "both again", members -> members.size() == 2 && linked(members) == 1);
        b.update(CART, (cart, me) -> cart.add(me, "eggs"));
        nodes.await("all of it", () -> a.get(CART).size() == 3);
    }

    @Test
    void aNodeThatComesBackAtItsAddressWithoutItsDataTakesItsOwnPlace() {
        CrdtNode a = nodes.start(options("a"));
        CrdtNode b = nodes.start(options("b").addSeed(Nodes.address(a)));
        nodes.awaitMembers(a, "both", members -> linked(members) == 1);
        int port = b.address().port();
        ReplicaId before = self(b).replica();
        Await.result(b.close());

        CrdtNode again = nodes.keep(CrdtNode.create(
                nodes.vertx(),
                options("b").addSeed(Nodes.address(a)),
                Codec.standard(),
                new TcpTransport(nodes.vertx(), new Address("127.0.0.1", port), 1 << 16, 8)));
        Await.result(startWhenThePortIsFree(again));

        nodes.awaitMembers(
                a,
                "another b",
                members -> members.size() == 2
                        && linked(members) == 1
                        && members.stream().noneMatch(member -> member.replica().isSameAs(before)));
    }

    @Test
    void withoutDiscoveryANodeDialsItsSeedsAndNobodyElse() {
        CrdtNode a = nodes.start(options("a"));
        CrdtNode b = nodes.start(options("b").addSeed(Nodes.address(a)));
        CrdtNode c = nodes.start(options("c").setDiscovery(false).addSeed(Nodes.address(b)));
        nodes.awaitMembers(c, "knows of two", members -> members.size() == 2);
        a.update(CART, (cart, me) -> cart.add(me, "milk"));
        nodes.await("c has it", () -> c.get(CART).contains("milk"));

        assertEquals(1, Await.result(c.status()).peers().size());
        nodes.awaitMembers(a, "two, without c", members -> members.size() == 2);
    }

    @Test
    void aSeedOfARunningNodeCanBeRemoved() {
        CrdtNode a = nodes.start(options("a").addSeed("127.0.0.1:1"));
        nodes.awaitProblem(a, "cannot reach 127.0.0.1:1");

        Await.result(a.removeSeed("127.1:1"));

        assertEquals(
                "127.0.0.1:1 is none of the seeds of this node",
                Await.failure(a.removeSeed("127.0.0.1:1")).getMessage());
    }

    @Test
    void anAdvertisedAddressIsWhatOthersDial() {
        CrdtNode a = nodes.start(options("a"));
        AtomicReference<String> own = new AtomicReference<>();
        CrdtNode b =
                nodes.start(options("b").setAdvertisedAddress("elsewhere:7").addSeed(Nodes.address(a)));
        nodes.awaitMembers(a, "b", members -> members.size() == 2 && linked(members) == 1);
        members(b).stream().filter(MemberView::self).forEach(member -> own.set(member.address()));

        assertEquals("elsewhere:7", own.get());
    }

    @Test
    void aNodeThatListensOnAllAddressesIsFoundByNobodyButFindsOthers() {
        CrdtNode a = nodes.start(options("a"));
        CrdtNode b = nodes.start(options("b"));
        CrdtNode c = nodes.start(
                options("c").setHost("0.0.0.0").setAllowPlainText(true).addSeed(Nodes.address(a)));
        Await.result(b.addSeed(Nodes.address(a)));

        nodes.awaitMembers(c, "two, both linked", members -> members.size() == 2 && linked(members) == 2);
    }

    @Test
    void whoIsNobodyAndOneselfCannotBeRetired() {
        CrdtNode a = nodes.start(options("a"));
        ReplicaId self = self(a).replica();

        String own = Await.failure(a.retire(self)).getMessage();
        String nobody = Await.failure(a.retire(new ReplicaId(1, 2, "nobody"))).getMessage();

        assertTrue(own.contains("close it and retire it from another one"), own);
        assertEquals("there is no member nobody; nothing was changed", nobody);
        assertEquals(1, members(a).size());
    }

    @Test
    void theLibrarysOwnNamesAreRefused() {
        CrdtNode a = nodes.start(options("a"));
        Key<ORSet<String>> reserved = Key.of("crdt:mine", ORSet.type(String.class));

        String message = assertThrows(
                        IllegalArgumentException.class, () -> a.update(reserved, (set, me) -> set.add(me, "x")))
                .getMessage();

        assertEquals(
                "names that begin with \"crdt:\" are the library's own, but this is \"crdt:mine\"; nothing was changed",
                message);
        assertThrows(IllegalArgumentException.class, () -> a.get(Members.KEY));
        assertThrows(IllegalArgumentException.class, () -> a.watch(reserved, change -> {}));
    }

    private static Future<CrdtNode> startWhenThePortIsFree(CrdtNode node) {
        return node.start().recover(inUse -> startWhenThePortIsFree(node));
    }

    private List<CrdtNode> five() {
        List<CrdtNode> five = new ArrayList<>();
        five.add(nodes.start(options("a").setDepartOnClose(false)));
        for (String name : List.of("b", "c", "d", "e")) {
            five.add(nodes.start(options(name).addSeed(five.get(0).address().toString())));
        }
        return five;
    }

    private static Set<String> labels(List<MemberView> members) {
        return members.stream().map(member -> member.replica().label()).collect(Collectors.toSet());
    }

    private void awaitVisits(CrdtNode node, long visits) {
        nodes.await(node + " has " + visits + " visits", () -> node.get(VISITS).value() == visits);
    }

    private static long linked(List<MemberView> members) {
        return members.stream().filter(MemberView::linked).count();
    }

    private static MemberView self(CrdtNode node) {
        return members(node).stream().filter(MemberView::self).findFirst().orElseThrow();
    }

    private static List<MemberView> members(CrdtNode node) {
        return Await.result(node.members());
    }

    private static CrdtOptions options(String name) {
        return new CrdtOptions().setName(name).setReconnectMillis(10, 100);
    }
}

package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.net.codec.Codec;
import io.crdt.net.protocol.Members;
import io.crdt.net.transport.Address;
import io.crdt.net.transport.TcpTransport;
import io.crdt.replica.Key;
import io.crdt.replica.ReplicaId;
import io.crdt.type.GCounter;
import io.crdt.type.ORSet;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes on sockets that find each other. */
class MembershipTest {

    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));
    private static final Key<GCounter> VISITS = Key.of("visits", GCounter.type());

    private final List<CrdtNode> nodes = new ArrayList<>();
    private Vertx vertx;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void close() {
        nodes.forEach(node -> Await.result(node.close()));
        Await.result(vertx.close());
    }

    @Test
    void fiveNodesThatKnowOneSeedEndAllLinked() {
        List<CrdtNode> five = five();

        five.forEach(node -> awaitMembers(node, "five, all linked", members -> linked(members) == 4));
        assertEquals(
                Set.of("a", "b", "c", "d", "e"),
                members(five.get(4)).stream()
                        .map(member -> member.replica().label())
                        .collect(Collectors.toSet()));
    }

    @Test
    void whenTheFirstNodeIsGoneTheOthersGoOnAndANewcomerFindsThemThroughAnyOfThem() {
        List<CrdtNode> five = five();
        five.forEach(node -> awaitMembers(node, "all linked", members -> linked(members) == 4));
        five.get(0).update(VISITS, (visits, me) -> visits.increment(me, 7));
        awaitVisits(five.get(3), 7);
        MemberView first = self(five.get(0));

        Await.result(five.get(0).close());
        Await.result(five.get(1).retire(first.replica()));
        CrdtNode newcomer = start(options("f").addSeed(five.get(3).address().toString()));

        List<CrdtNode> rest = List.of(five.get(1), five.get(2), five.get(3), five.get(4), newcomer);
        rest.forEach(node -> {
            awaitMembers(node, "five others", members -> members.size() == 5 && linked(members) == 4);
            awaitVisits(node, 7); // what the first one wrote stays
        });
    }

    @Test
    void aNodeThatIsRetiredWhileItRunsEntersItselfAgain() {
        CrdtNode a = start(options("a"));
        CrdtNode b = start(options("b").addSeed(a.address().toString()));
        awaitMembers(a, "both", members -> linked(members) == 1);
        a.update(CART, (cart, me) -> cart.add(me, "milk"));
        b.update(CART, (cart, me) -> cart.add(me, "bread"));

        Await.result(a.retire(self(b).replica()));

        AtomicBoolean found = new AtomicBoolean();
        Await.until(vertx, "b finds out", () -> {
            b.status()
                    .onSuccess(status -> found.compareAndSet(
                            false, status.problems().stream().anyMatch(problem -> problem.contains("was retired"))));
            return found.get();
        });
        awaitMembers(a, "both again", members -> members.size() == 2 && linked(members) == 1);
        b.update(CART, (cart, me) -> cart.add(me, "eggs"));
        Await.until(vertx, "all of it", () -> a.get(CART).size() == 3);
    }

    @Test
    void aNodeThatComesBackAtItsAddressWithoutItsDataTakesItsOwnPlace() {
        CrdtNode a = start(options("a"));
        CrdtNode b = start(options("b").addSeed(a.address().toString()));
        awaitMembers(a, "both", members -> linked(members) == 1);
        int port = b.address().port();
        ReplicaId before = self(b).replica();
        Await.result(b.close());

        CrdtNode again = create(CrdtNode.create(
                vertx,
                options("b").addSeed(a.address().toString()),
                Codec.standard(),
                new TcpTransport(vertx, new Address("127.0.0.1", port), 1 << 16, 8)));
        Await.result(startWhenThePortIsFree(again));

        awaitMembers(
                a,
                "another b",
                members -> members.size() == 2
                        && linked(members) == 1
                        && members.stream().noneMatch(member -> member.replica().isSameAs(before)));
    }

    @Test
    void withoutDiscoveryANodeDialsItsSeedsAndNobodyElse() {
        CrdtNode a = start(options("a"));
        CrdtNode b = start(options("b").addSeed(a.address().toString()));
        CrdtNode c = start(options("c").setDiscovery(false).addSeed(b.address().toString()));
        awaitMembers(c, "knows of two", members -> members.size() == 2);
        a.update(CART, (cart, me) -> cart.add(me, "milk"));
        Await.until(vertx, "c has it", () -> c.get(CART).contains("milk"));

        assertEquals(1, Await.result(c.status()).peers().size());
        assertEquals(2, members(a).size());
    }

    @Test
    void anAdvertisedAddressIsWhatOthersDial() {
        CrdtNode a = start(options("a"));
        AtomicReference<String> own = new AtomicReference<>();
        CrdtNode b = start(options("b")
                .setAdvertisedAddress("elsewhere:7")
                .addSeed(a.address().toString()));
        awaitMembers(a, "b", members -> members.size() == 2 && linked(members) == 1);
        members(b).stream().filter(MemberView::self).forEach(member -> own.set(member.address()));

        assertEquals("elsewhere:7", own.get());
    }

    @Test
    void aNodeThatListensOnAllAddressesIsFoundByNobodyButFindsOthers() {
        CrdtNode a = start(options("a"));
        CrdtNode b = start(options("b"));
        CrdtNode c = start(options("c")
                .setHost("0.0.0.0")
                .setAllowPlainText(true)
                .addSeed(a.address().toString()));
        Await.result(b.addSeed(a.address().toString()));

        awaitMembers(c, "two, both linked", members -> members.size() == 2 && linked(members) == 2);
    }

    @Test
    void whoIsNobodyAndOneselfCannotBeRetired() {
        CrdtNode a = start(options("a"));
        ReplicaId self = self(a).replica();

        String own = Await.failure(a.retire(self)).getMessage();
        String nobody = Await.failure(a.retire(new ReplicaId(1, 2, "nobody"))).getMessage();

        assertTrue(own.contains("close it and retire it from another one"), own);
        assertEquals("there is no member nobody; nothing was changed", nobody);
        assertEquals(1, members(a).size());
    }

    @Test
    void theLibrarysOwnNamesAreRefused() {
        CrdtNode a = start(options("a"));
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
        five.add(start(options("a")));
        for (String name : List.of("b", "c", "d", "e")) {
            five.add(start(options(name).addSeed(five.get(0).address().toString())));
        }
        return five;
    }

    private void awaitVisits(CrdtNode node, long visits) {
        Await.until(
                vertx,
                node + " has " + visits + " visits",
                () -> node.get(VISITS).value() == visits);
    }

    private void awaitMembers(CrdtNode node, String what, Predicate<List<MemberView>> condition) {
        AtomicReference<List<MemberView>> last = new AtomicReference<>(List.of());
        try {
            Await.until(vertx, node + ": " + what, () -> {
                node.members().onSuccess(last::set);
                return condition.test(last.get());
            });
        } catch (AssertionError e) {
            throw new AssertionError("the last was " + last.get(), e);
        }
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

    private CrdtNode start(CrdtOptions options) {
        return Await.result(create(CrdtNode.create(vertx, options)).start());
    }

    private CrdtNode create(CrdtNode node) {
        nodes.add(node);
        return node;
    }
}

package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Dot;
import io.crdt.causal.Entry;
import io.crdt.causal.Unit;
import io.crdt.causal.VersionVector;
import io.crdt.codec.Codec;
import io.crdt.membership.Members;
import io.crdt.net.contract.Await;
import io.crdt.net.options.Authorization;
import io.crdt.net.options.Authorization.PeerIdentity;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.status.NodeHealth;
import io.crdt.net.status.Problem;
import io.crdt.net.store.MemoryStore;
import io.crdt.net.store.StoreException;
import io.crdt.net.transport.Address;
import io.crdt.net.transport.MemoryNetwork;
import io.crdt.net.transport.TcpTransport;
import io.crdt.replica.Key;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.StateDelta;
import io.crdt.replica.StateDelta.ObjectEntries;
import io.crdt.type.ORSet;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When a node says that it is not well, and that it is well again. */
class HealthTest {

    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));

    @RegisterExtension
    final Nodes nodes = new Nodes();

    @Test
    void healthPlugsIntoVertxHealthChecks() {
        CrdtNode a = nodes.start(options("a"));
        HealthChecks checks = HealthChecks.create(nodes.vertx());
        checks.register(
                "crdt",
                promise -> a.health().map(health -> new Status(health.toJson())).onComplete(promise));
        assertTrue(Await.result(checks.checkStatus()).getUp());
    }

    @Test
    void aNodeWhoseStoreFailsIsNotOkUntilItWorksAgain() {
        GatedStore store = new GatedStore();
        CrdtNode a = nodes.keep(CrdtNode.create(
                nodes.vertx(), options("a"), Codec.standard(), new MemoryNetwork(nodes.vertx()).transport(), store));
        assertTrue(Await.result(a.health()).isOk());
        store.fail(() -> {
            throw new StoreException(StoreException.Kind.FULL, "no room on the disk", null);
        });
        Await.failure(a.update(CART, (cart, me) -> cart.add(me, "milk")));
        assertEquals(
                List.of(new Problem.StoreFailed(StoreException.Kind.FULL, "no room on the disk")),
                Await.result(a.health()).reasons());
        store.work();
        nodes.awaitHealth(a, NodeHealth::isOk);
    }

    @Test
    void aNodeWhoseSeedCannotBeReachedIsNotOk() {
        CrdtNode a = nodes.start(options("a").setHealthGraceMillis(0));
        nodes.awaitHealth(a, NodeHealth::isOk); // it knows nobody
        CrdtNode b = nodes.start(options("b"));
        Nodes.link(a, b);
        nodes.awaitHealth(a, NodeHealth::isOk);
        Await.result(b.close());
        nodes.awaitHealth(a, health -> health.reasons().stream().anyMatch(Problem.NoPeerReached.class::isInstance));
    }

    /** Each link says hello, brings what its peer may not write, and is closed for that; then the peer dials again. */
    @Test
    void aNodeWhoseLinksComeAndGoWithoutAnExchangeIsNotOk() {
        CrdtNode a = nodes.start(options("a").setHealthGraceMillis(200).setAuthorization(new Authorization() {
            @Override
            public boolean mayWrite(PeerIdentity peer, String key) {
                return false;
            }
        }));
        CrdtNode b = nodes.start(options("b").addSeed(Nodes.address(a)));
        Nodes.link(a, b);
        Await.result(b.update(CART, (cart, me) -> cart.add(me, "milk")));
        nodes.awaitHealth(
                a,
                health -> health.reasons().stream().anyMatch(Problem.NothingExchanged.class::isInstance)
                        && health.reasons().stream()
                                .anyMatch(each -> each.text().startsWith("b, ")));
        Await.result(a.disconnect());
        nodes.awaitHealth(a, NodeHealth::isOk); // it is offline, as was asked for
    }

    @Test
    void aNodeWhoseOnlySeedIsItselfKnowsNobody() {
        CrdtNode a = nodes.start(options("a").setHealthGraceMillis(0));
        Nodes.link(a, a);
        nodes.awaitHealth(a, NodeHealth::isOk);
        Await.result(a.addSeed("127.0.0.1:1"));
        nodes.awaitHealth(a, health -> !health.isOk());
    }

    @Test
    void aMemberThatCannotBeReachedCountsAsWell() {
        CrdtNode a = nodes.start(
                new CrdtOptions().setName("a").setReconnectMillis(10, 50).setHealthGraceMillis(0));
        CrdtNode b = nodes.start(new CrdtOptions()
                .setName("b")
                .setReconnectMillis(10, 50)
                .setDepartOnClose(false)
                .addSeed(Nodes.address(a)));
        nodes.await("a has heard of b", () -> a.state().get(Members.KEY).size() == 2);
        Await.result(b.close());
        nodes.awaitHealth(a, health -> health.reasons().stream().anyMatch(Problem.NoPeerReached.class::isInstance));
    }

    @Test
    void aFreshNodeIsReadyWhenItHasWhatItsFirstPeerHad() {
        CrdtNode a = nodes.create(options("a").setReadyAfterMillis(0));
        assertTrue(!Await.result(a.readiness()).isOk(), "not started");
        Nodes.start(a);
        awaitReady(a);
        a.update(CART, (cart, me) -> cart.add(me, "milk"));
        CrdtNode b = nodes.start(options("b").setReadyAfterMillis(3_600_000));
        assertTrue(!Await.result(b.readiness()).isOk(), "it may be that somebody has something");
        assertTrue(Await.result(b.health()).isOk());
        Nodes.link(b, a);
        awaitReady(b);
        assertTrue(b.get(CART).contains("milk"));
        Await.result(a.close());
        assertTrue(!Await.result(a.readiness()).isOk());
        assertTrue(Await.result(b.readiness()).isOk());
    }

    @Test
    void aPeerWithTheSameOperationsAndAnotherStateIsTold() {
        CrdtNode a = nodes.start(options("a").setHealthGraceMillis(0));
        a.update(CART, (cart, me) -> cart.add(me, "milk"));
        StateDelta all = a.state().deltaSince(VersionVector.EMPTY);
        Dot dot = all.objects().get(0).entries().get(0).dot();
        linkToReplicaWith(a, ReplicaState.empty().apply(delta(VersionVector.EMPTY, all.to(), dot)));
        nodes.awaitHealth(a, health -> health.reasons().stream().anyMatch(Problem.Differs.class::isInstance));
    }

    @Test
    void aProcessThatWasCopiedIsTold() {
        CrdtNode a = nodes.start(options("a"));
        a.update(CART, (cart, me) -> cart.add(me, "milk"));
        VersionVector context = a.state().context();
        Dot dot = a.state()
                .deltaSince(VersionVector.EMPTY)
                .objects()
                .get(0)
                .entries()
                .get(0)
                .dot();
        Dot next = new Dot(dot.origin(), context.get(dot.origin()) + 1);
        StateDelta byTheCopy = delta(context, context.advancedTo(next.origin(), next.seq()), next);
        linkToReplicaWith(a, a.state().apply(byTheCopy));
        nodes.awaitHealth(a, health -> health.reasons().stream().anyMatch(Problem.Copied.class::isInstance));
        Await.result(a.update(CART, (cart, me) -> cart.add(me, "bread")));
        assertEquals(2, a.state().context().size(), "it goes on under another name");
    }

    private void awaitReady(CrdtNode node) {
        nodes.await(node, "ready", CrdtNode::readiness, each -> each, NodeHealth::isOk);
    }

    private static StateDelta delta(VersionVector from, VersionVector to, Dot dot) {
        Entry entry = new Entry(io.crdt.causal.Path.end().under("juice"), dot, Unit.UNIT);
        return new StateDelta(
                from,
                to,
                List.of(new ObjectEntries(CART.id(), List.of(entry))),
                List.of(),
                Map.of(dot.origin(), 1L),
                null);
    }

    private void linkToReplicaWith(CrdtNode a, ReplicaState state) {
        MemoryStore store = new MemoryStore(ReplicaId.random(new Random(1), "b"), state);
        CrdtOptions options = options("b").addSeed(Nodes.address(a));
        TcpTransport transport = new TcpTransport(nodes.vertx(), new Address("127.0.0.1", 0), 65_536, 9);
        Await.result(nodes.keep(CrdtNode.create(nodes.vertx(), options, Codec.standard(), transport, store))
                .start());
    }

    private static CrdtOptions options(String name) {
        return new CrdtOptions().setName(name).setDiscovery(false).setReconnectMillis(10, 50);
    }
}

package io.crdt.net.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.net.Authority;
import io.crdt.net.Authority.Identity;
import io.crdt.net.CrdtNode;
import io.crdt.net.Nodes;
import io.crdt.net.contract.Await;
import io.crdt.net.options.Authorization;
import io.crdt.net.options.Authorization.PeerIdentity;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.status.Problem;
import io.crdt.replica.Key;
import io.crdt.type.ORSet;
import io.vertx.core.net.NetClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What peers may do once they are in. */
class AuthorizationTest {

    private static final Key<ORSet<String>> ADMIN = Key.of("admin/users", ORSet.type(String.class));
    private static final Key<ORSet<String>> OPEN = Key.of("chat", ORSet.type(String.class));

    @TempDir
    Path directory;

    @RegisterExtension
    final Nodes nodes = new Nodes();

    private Authority authority;

    @BeforeEach
    void open() {
        authority = Authority.in(directory, "ours");
    }

    @Test
    void whoWritesNothingForbiddenSyncs() {
        CrdtNode office = start("office", guestsWriteOnly("chat"));
        CrdtNode guest = start("guest", null, office);
        office.update(ADMIN, (set, me) -> set.add(me, "root"));
        guest.update(OPEN, (set, me) -> set.add(me, "hello"));

        nodes.await(
                "both have both",
                () -> office.get(OPEN).contains("hello") && guest.get(ADMIN).contains("root"));
    }

    @Test
    void aDeltaWithAForbiddenObjectIsRefusedWholeAndToldOnce() {
        CrdtNode office = start("office", guestsWriteOnly("chat"));
        CrdtNode guest = start("guest", null);
        guest.update(OPEN, (set, me) -> set.add(me, "hello"));
        guest.update(ADMIN, (set, me) -> set.add(me, "mallory"));
        Nodes.link(guest, office);

        nodes.awaitProblem(guest, "the peer says: you may not write \"admin/users\"");
        nodes.awaitProblem(office, "refused a delta of 127.0.0.1, guest, who may not write \"admin/users\"");
        awaitAnotherLink(office);

        assertFalse(office.get(ADMIN).contains("mallory"));
        assertFalse(office.get(OPEN).contains("hello"), "nothing of the delta was applied");
        List<Problem> problems = Await.result(office.status()).problems();
        assertEquals(
                1,
                problems.stream().filter(each -> each.text().contains("admin")).count(),
                problems.toString());
    }

    @Test
    void aRemovalFromAForbiddenObjectIsRefused() {
        CrdtNode office = start("office", guestsWriteOnly("chat"));
        CrdtNode guest = start("guest", null, office);
        office.update(ADMIN, (set, me) -> set.add(me, "root"));
        nodes.await("the guest has it", () -> guest.get(ADMIN).contains("root"));

        guest.update(ADMIN, (set, me) -> set.remove(me, "root"));

        nodes.awaitProblem(office, Problem.MayNotWrite.class);
        assertTrue(office.get(ADMIN).contains("root"));
    }

    @Test
    void whoMayNotReadSomethingGetsNothing() {
        CrdtNode office = start("office", guestsRead(Set.of("chat")));
        office.update(OPEN, (set, me) -> set.add(me, "hello"));
        office.update(ADMIN, (set, me) -> set.add(me, "root"));
        CrdtNode guest = start("guest", null, office);

        nodes.awaitProblem(office, "you may not read \"admin/users\"");
        nodes.awaitProblem(guest, "the peer says: you may not read \"admin/users\"");
        assertTrue(guest.get(OPEN).isEmpty());
        assertTrue(guest.get(ADMIN).isEmpty());
    }

    /** A rule is code of the application. If it fails for one peer, that one gets nothing, and others everything. */
    @Test
    void aRuleThatFailsIsARefusalAndNobodyElsesTrouble() {
        AtomicBoolean broken = new AtomicBoolean();
        CrdtNode office = start("office", new Authorization() {
            @Override
            public boolean mayRead(PeerIdentity peer, String key) {
                if (broken.get() && peer.names().contains("guest")) {
                    throw new IllegalStateException("as it is meant to be");
                }
                return true;
            }
        });
        CrdtNode guest = start("guest", null, office);
        nodes.awaitStatus(office, "linked", status -> status.peers().size() == 1);
        CrdtNode friend = start("friend", null, office);
        nodes.awaitStatus(office, "linked", status -> status.peers().size() == 2);
        nodes.awaitEqual(office, guest, friend);

        broken.set(true);
        office.update(OPEN, (set, me) -> set.add(me, "hello"));

        nodes.awaitProblem(office, "read rule threw java.lang.IllegalStateException");
        nodes.await("the friend has it", () -> friend.get(OPEN).contains("hello"));
        nodes.awaitProblem(guest, "the peer says: you may not read");
    }

    @Test
    void aRuleThatFailsForWhatIsWrittenIsARefusal() {
        CrdtNode office = start("office", new Authorization() {
            @Override
            public boolean mayWrite(PeerIdentity peer, String key) {
                throw new StackOverflowError("as it is meant to be");
            }
        });
        CrdtNode guest = start("guest", null, office);
        guest.update(OPEN, (set, me) -> set.add(me, "hello"));

        nodes.awaitProblem(office, "write rule threw java.lang.StackOverflowError");
        nodes.awaitProblem(guest, "the peer says: you may not write");
        assertTrue(office.get(OPEN).isEmpty());
    }

    @Test
    void linksWithoutAHelloMakePlaceForNewOnes() {
        CrdtNode plain = nodes.start(new CrdtOptions().setName("plain"));
        NetClient client = nodes.vertx().createNetClient();
        for (int i = 0; i <= Gatekeeper.MAX_STRANGERS; i++) {
            Await.result(client.connect(plain.address().port(), "127.0.0.1"));
        }

        nodes.awaitProblem(plain, Problem.TooManyStrangers.class);
        Await.result(client.close());
    }

    private static Authorization guestsWriteOnly(String prefix) {
        return new Authorization() {
            @Override
            public boolean mayWrite(PeerIdentity peer, String key) {
                return !peer.names().contains("guest") || key.startsWith(prefix);
            }
        };
    }

    private static Authorization guestsRead(Set<String> keys) {
        return new Authorization() {
            @Override
            public boolean mayRead(PeerIdentity peer, String key) {
                return !peer.names().contains("guest") || keys.contains(key);
            }
        };
    }

    private CrdtNode start(String name, Authorization rules, CrdtNode... seeds) {
        Identity identity = authority.issue(name);
        CrdtOptions options = identity.applyTo(new CrdtOptions().setName(name));
        if (rules != null) {
            options.setAuthorization(rules);
        }
        for (CrdtNode seed : seeds) {
            options.addSeed(Nodes.address(seed));
        }
        return nodes.start(options.setReconnectMillis(20, 50));
    }

    /** The guest tries again and again; waits until it has done so some times more. */
    private void awaitAnotherLink(CrdtNode node) {
        long before = Await.result(node.status()).counts().pushesReceived();
        nodes.awaitStatus(
                node, "the guest tries again", status -> status.counts().pushesReceived() >= before + 2);
    }
}

package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.codec.Codec;
import io.crdt.net.Authority.Identity;
import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.transport.MemoryNetwork;
import io.crdt.replica.Key;
import io.crdt.type.ORSet;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TcpClientConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who gets in, and that both sides say why somebody does not. */
class SecureNodesTest {

    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));

    @TempDir
    Path directory;

    @RegisterExtension
    final Nodes nodes = new Nodes();

    private Authority ours;

    /** Held, since Vert.x closes the sockets of one that nobody refers to. */
    private @Nullable NetClient client;

    @BeforeEach
    void open() {
        ours = Authority.in(directory, "ours");
    }

    @Test
    void nodesWithCertificatesOfOneAuthoritySync() {
        CrdtNode a = nodes.start(allowing("a", "b", "c"));
        CrdtNode b = nodes.start(allowing("b", "a").addSeed(Nodes.address(a)));

        awaitSync(a, b);
    }

    /** Whichever address of the name is dialed. */
    @Test
    void aNodeThatIsDialedByNameHasToHaveACertificateForTheName() {
        CrdtNode a = nodes.start(options("a"));
        String named = "localhost:" + a.address().port();
        CrdtNode b = nodes.start(options("b").addSeed(named));
        nodes.awaitProblem(b, "cannot reach " + named + ": TLS: the certificate of the other side is not accepted");

        CrdtNode c = nodes.start(ours.issueForHost("c", "localhost").applyTo(plain("c")));
        CrdtNode d = nodes.start(options("d").addSeed("localhost:" + c.address().port()));

        awaitSync(c, d);
    }

    @Test
    void twoProcessesSync() throws Exception {
        CrdtNode a = nodes.start(options("a"));
        a.update(CART, (cart, me) -> cart.add(me, "from the parent"));
        try (OtherProcess b = OtherProcess.start(Nodes.address(a), ours.issue("b"), "default", "")) {
            nodes.await("the other process writes", () -> a.get(CART).contains("from the child"));
            a.update(CART, (cart, me) -> cart.add(me, "thanks"));
            b.requireEnd();
        }
    }

    /** Nobody uninvited gets in from another process, and both processes say why. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unknown authority|no certificate of an authority that is believed here|TLS: ",
                "expired          |not accepted: it has expired                        |TLS: ",
                "no certificate   |refused a connection: TLS: |does only one use TLS?",
                "another cluster  |\"default\"                   |\"another\""
            })
    void aProcessThatIsNotInvitedIsToldWhyAndSoAreWe(String who, String weSay, String theySay) throws Exception {
        CrdtNode a = nodes.start(options("a"));
        a.update(CART, (cart, me) -> cart.add(me, "from the parent"));
        Identity identity = switch (who) {
            case "unknown authority" ->
                ours.believing(Authority.in(directory, "theirs").issue("b"), ours);
            case "expired" -> ours.issueExpired("b");
            case "another cluster" -> ours.issue("b");
            default -> null;
        };
        String cluster = who.equals("another cluster") ? "another" : "default";
        try (OtherProcess b = OtherProcess.start(Nodes.address(a), identity, cluster, theySay)) {
            b.requireEnd();
            nodes.awaitProblem(a, weSay);
        }
        assertEquals(Set.of("from the parent"), a.get(CART).elements());
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() {
        Authority theirs = Authority.in(directory, "theirs");
        Identity stranger = ours.believing(theirs.issue("b"), ours);

        CrdtNode a = nodes.start(options("a"));
        CrdtNode b = nodes.start(stranger.applyTo(plain("b")).addSeed(Nodes.address(a)));

        nodes.awaitProblem(a, "the other side has no certificate of an authority that is believed here");
        nodes.awaitProblem(b, "TLS: ");
        assertApart(a, b);
    }

    @Test
    void anExpiredCertificateIsRefused() {
        CrdtNode a = nodes.start(options("a"));
        CrdtNode b = nodes.start(ours.issueExpired("b").applyTo(plain("b")).addSeed(Nodes.address(a)));

        nodes.awaitProblem(a, "not accepted: it has expired");
        nodes.awaitProblem(b, "has expired at");
        nodes.awaitProblem(b, "TLS: ");
        assertApart(a, b);
    }

    @Test
    void plainTextIsRefusedByTlsAndTheOtherWayRound() {
        CrdtNode a = nodes.start(options("a"));
        CrdtNode b = nodes.start(plain("b").addSeed(Nodes.address(a)));
        nodes.awaitProblem(a, "refused a connection: TLS: the other side does not speak it");
        nodes.awaitProblem(b, "lost the link to " + Nodes.address(a) + ": ");
        nodes.awaitProblem(b, "TLS");
        assertApart(a, b);

        CrdtNode c = nodes.start(options("c").addSeed(Nodes.address(b)));
        nodes.awaitProblem(c, "cannot reach " + Nodes.address(b));
        assertApart(c, b);
    }

    @Test
    void nobodyIsServedWithoutACertificate() {
        CrdtNode a = nodes.start(options("a"));
        client = nodes.vertx()
                .createNetClient(
                        new TcpClientConfig().setSsl(true),
                        new ClientSSLOptions()
                                .setTrustOptions(new PemTrustOptions()
                                        .addCertPath(
                                                directory.resolve("ours/ca.pem").toString()))
                                .setHostnameVerificationAlgorithm("HTTPS"));
        AtomicReference<String> received = new AtomicReference<>("");

        client.connect(a.address().port(), "127.0.0.1")
                .onSuccess(socket -> socket.handler(bytes -> received.set(bytes.toString())));

        nodes.awaitProblem(a, "refused a connection: TLS: the other side has no certificate");
        assertEquals("", received.get());
    }

    @Test
    void anotherClusterIsRefused() {
        CrdtNode a = nodes.start(options("a").setCluster("one"));
        CrdtNode b = nodes.start(options("b").setCluster("two").addSeed(Nodes.address(a)));

        nodes.awaitProblem(a, "this is cluster \"one\", not \"two\"");
        nodes.awaitProblem(b, "this is cluster \"two\", not \"one\"");
        assertApart(a, b);
    }

    @Test
    void whoIsNotOnTheListIsRefusedWhoeverDials() {
        CrdtNode a = nodes.start(allowing("a", "carol"));
        CrdtNode b = nodes.start(options("b").addSeed(Nodes.address(a)));
        nodes.awaitProblem(a, "refused a peer: you are not allowed here: none of [127.0.0.1, b]");
        nodes.awaitProblem(b, "the peer says: you are not allowed here: none of [127.0.0.1, b]");
        assertApart(a, b);

        CrdtNode c = nodes.start(options("c"));
        Nodes.link(a, c);
        nodes.awaitProblem(a, "you are not allowed here: none of [127.0.0.1, c]");
        nodes.awaitProblem(c, "the peer says: you are not allowed here: none of [127.0.0.1, c]");
        assertApart(a, c);
    }

    @Test
    void aListOfPeersExcludesWhoeverHasNoCertificate() {
        MemoryNetwork network = new MemoryNetwork(nodes.vertx()); // where nobody has a certificate
        CrdtNode a = Nodes.start(
                nodes.keep(CrdtNode.create(nodes.vertx(), allowing("a", "b"), Codec.standard(), network.transport())));
        CrdtOptions other = plain("b").addSeed(Nodes.address(a));
        CrdtNode b =
                Nodes.start(nodes.keep(CrdtNode.create(nodes.vertx(), other, Codec.standard(), network.transport())));

        nodes.awaitProblem(b, "only peers with certain certificates are allowed here");
        assertApart(a, b);
    }

    @Test
    void aSeedHasToHaveACertificateForTheHostThatIsDialed() {
        CrdtNode a = nodes.start(ours.issueForHost("a", "elsewhere.example").applyTo(plain("a")));
        CrdtNode b = nodes.start(options("b").addSeed(Nodes.address(a)));
        nodes.awaitProblem(b, "cannot reach " + Nodes.address(a) + ": TLS: ");
        assertApart(a, b);

        CrdtNode c = nodes.start(
                plain("c").setTls(ours.issue("c").tls().setVerifyHosts(false)).addSeed(Nodes.address(a)));
        awaitSync(a, c);
    }

    @Test
    void plainTextStaysOnThisMachine() {
        CrdtNode open = nodes.create(new CrdtOptions().setHost("0.0.0.0"));
        String message = Await.failure(open.start()).getMessage();
        assertTrue(message.contains("does not listen on 0.0.0.0:0: plain text stays on this machine"), message);

        CrdtNode dialing = nodes.start(new CrdtOptions().addSeed("192.0.2.1:7400"));
        nodes.awaitProblem(dialing, "does not dial 192.0.2.1:7400: plain text stays on this machine");
    }

    private static CrdtOptions plain(String name) {
        return new CrdtOptions().setName(name).setReconnectMillis(20, 50);
    }

    private CrdtOptions options(String name) {
        return ours.issue(name).applyTo(plain(name));
    }

    private CrdtOptions allowing(String name, String... peers) {
        return plain(name).setTls(ours.issue(name).tls().setAllowedPeers(List.of(peers)));
    }

    private void awaitSync(CrdtNode a, CrdtNode b) {
        a.update(CART, (cart, me) -> cart.add(me, "by a"));
        b.update(CART, (cart, me) -> cart.add(me, "by b"));
        nodes.await(
                "both have both",
                () -> a.get(CART).elements().containsAll(Set.of("by a", "by b"))
                        && b.get(CART).elements().containsAll(Set.of("by a", "by b")));
    }

    private static void assertApart(CrdtNode a, CrdtNode b) {
        a.update(CART, (cart, me) -> cart.add(me, "secret of " + a));
        b.update(CART, (cart, me) -> cart.add(me, "secret of " + b));
        assertTrue(Await.result(a.status()).peers().isEmpty());
        assertTrue(Await.result(b.status()).peers().isEmpty());
        assertFalse(a.get(CART).contains("secret of " + b));
        assertFalse(b.get(CART).contains("secret of " + a));
    }
}

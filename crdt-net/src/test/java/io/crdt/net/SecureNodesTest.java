package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.net.Authority.Identity;
import io.crdt.net.codec.Codec;
import io.crdt.net.transport.MemoryNetwork;
import io.crdt.replica.Key;
import io.crdt.type.ORSet;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TcpClientConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who gets in, and that both sides say why somebody does not. */
class SecureNodesTest {

    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));

    @TempDir
    Path directory;

    private final List<CrdtNode> nodes = new ArrayList<>();
    private Vertx vertx;
    private Authority ours;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        ours = Authority.in(directory, "ours");
    }

    @AfterEach
    void close() {
        nodes.forEach(node -> Await.result(node.close()));
        Await.result(vertx.close());
    }

    @Test
    void nodesWithCertificatesOfOneAuthoritySync() {
        CrdtNode a = start(allowing("a", "b", "c"));
        CrdtNode b = start(allowing("b", "a").addSeed(address(a)));

        awaitSync(a, b);
    }

    @Test
    void twoProcessesSync() throws Exception {
        CrdtNode a = start(options("a"));
        a.update(CART, (cart, me) -> cart.add(me, "from the parent"));
        try (OtherProcess b = OtherProcess.start(address(a), ours.issue("b"), "default", "")) {
            Await.until(vertx, "the other process writes", () -> a.get(CART).contains("from the child"));
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
        CrdtNode a = start(options("a"));
        a.update(CART, (cart, me) -> cart.add(me, "from the parent"));
        Identity identity = switch (who) {
            case "unknown authority" ->
                ours.believing(Authority.in(directory, "theirs").issue("b"), ours);
            case "expired" -> ours.issueExpired("b");
            case "another cluster" -> ours.issue("b");
            default -> null;
        };
        String cluster = who.equals("another cluster") ? "another" : "default";
        try (OtherProcess b = OtherProcess.start(address(a), identity, cluster, theySay)) {
            b.requireEnd();
            awaitProblem(a, weSay);
        }
        assertEquals(Set.of("from the parent"), a.get(CART).elements());
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() {
        Authority theirs = Authority.in(directory, "theirs");
        Identity stranger = ours.believing(theirs.issue("b"), ours);

        CrdtNode a = start(options("a"));
        CrdtNode b = start(stranger.applyTo(new CrdtOptions().setName("b")).addSeed(address(a)));

        awaitProblem(a, "the other side has no certificate of an authority that is believed here");
        awaitProblem(b, "TLS: ");
        assertApart(a, b);
    }

    @Test
    void anExpiredCertificateIsRefused() {
        CrdtNode a = start(options("a"));
        CrdtNode b = start(
                ours.issueExpired("b").applyTo(new CrdtOptions().setName("b")).addSeed(address(a)));

        awaitProblem(a, "not accepted: it has expired");
        awaitProblem(b, "has expired at");
        awaitProblem(b, "TLS: ");
        assertApart(a, b);
    }

    @Test
    void plainTextIsRefusedByTlsAndTheOtherWayRound() {
        CrdtNode a = start(options("a"));
        CrdtNode b = start(new CrdtOptions().setName("b").addSeed(address(a)));
        awaitProblem(a, "refused a connection: TLS: the other side does not speak it");
        awaitProblem(b, "lost the link to " + address(a) + ": ");
        awaitProblem(b, "TLS");
        assertApart(a, b);

        CrdtNode c = start(options("c").addSeed(address(b)));
        awaitProblem(c, "cannot reach " + address(b));
        assertApart(c, b);
    }

    @Test
    void nobodyIsServedWithoutACertificate() {
        CrdtNode a = start(options("a"));
        NetClient client = vertx.createNetClient(
                new TcpClientConfig().setSsl(true),
                new ClientSSLOptions()
                        .setTrustOptions(new PemTrustOptions()
                                .addCertPath(directory.resolve("ours/ca.pem").toString()))
                        .setHostnameVerificationAlgorithm("HTTPS"));
        AtomicReference<String> received = new AtomicReference<>("");

        client.connect(a.address().port(), "127.0.0.1")
                .onSuccess(socket -> socket.handler(bytes -> received.set(bytes.toString())));

        awaitProblem(a, "refused a connection: TLS: the other side has no certificate");
        assertEquals("", received.get());
    }

    @Test
    void anotherClusterIsRefused() {
        CrdtNode a = start(options("a").setCluster("one"));
        CrdtNode b = start(options("b").setCluster("two").addSeed(address(a)));

        awaitProblem(a, "this is cluster \"one\", not \"two\"");
        awaitProblem(b, "this is cluster \"two\", not \"one\"");
        assertApart(a, b);
    }

    @Test
    void whoIsNotOnTheListIsRefusedWhoeverDials() {
        CrdtNode a = start(allowing("a", "carol"));
        CrdtNode b = start(options("b").addSeed(address(a)));
        awaitProblem(a, "refused a peer: you are not allowed here: none of [127.0.0.1, b]");
        awaitProblem(b, "the peer says: you are not allowed here: none of [127.0.0.1, b]");
        assertApart(a, b);

        CrdtNode c = start(options("c"));
        Await.result(a.addSeed(address(c)));
        awaitProblem(a, "you are not allowed here: none of [127.0.0.1, c]");
        awaitProblem(c, "the peer says: you are not allowed here: none of [127.0.0.1, c]");
        assertApart(a, c);
    }

    @Test
    void aListOfPeersExcludesWhoeverHasNoCertificate() {
        MemoryNetwork network = new MemoryNetwork(vertx); // where nobody has a certificate
        CrdtNode a =
                Await.result(kept(CrdtNode.create(vertx, allowing("a", "b"), Codec.standard(), network.transport()))
                        .start());
        CrdtOptions other = new CrdtOptions().setName("b").addSeed(address(a));
        CrdtNode b = Await.result(kept(CrdtNode.create(vertx, other, Codec.standard(), network.transport()))
                .start());

        awaitProblem(b, "only peers with certain certificates are allowed here");
        assertApart(a, b);
    }

    @Test
    void aSeedHasToHaveACertificateForTheHostThatIsDialed() {
        CrdtNode a = start(ours.issueForHost("a", "elsewhere.example").applyTo(new CrdtOptions().setName("a")));
        CrdtNode b = start(options("b").addSeed(address(a)));
        awaitProblem(b, "cannot reach " + address(a) + ": TLS: ");
        assertApart(a, b);

        CrdtNode c = start(new CrdtOptions()
                .setName("c")
                .setTls(ours.issue("c").tls().setVerifyHosts(false))
                .addSeed(address(a)));
        awaitSync(a, c);
    }

    @Test
    void newCertificatesAreUsedWithoutARestart() throws Exception {
        Identity changing = Authority.in(directory, "theirs").issue("a");
        CrdtNode a = start(changing.applyTo(new CrdtOptions().setName("a")));
        CrdtNode b = start(options("b").addSeed(address(a)));
        awaitProblem(b, "TLS: ");
        assertApart(a, b);

        changing.become(ours.issue("a"));
        Await.result(a.reloadCertificates());

        awaitSync(a, b);
    }

    @Test
    void certificatesThatCannotBeReadLeaveTheOldOnesInUse() throws Exception {
        Identity identity = ours.issue("a");
        CrdtNode a = start(identity.applyTo(new CrdtOptions().setName("a")));
        Files.writeString(Path.of(identity.chain()), "no certificate");

        String message = Await.failure(a.reloadCertificates()).getMessage();

        assertTrue(message.contains(identity.chain()), message);
        awaitSync(a, start(options("b").addSeed(address(a))));
    }

    @Test
    void aNodeWhoseFilesAreMissingDoesNotStart() {
        CrdtNode node = node(new CrdtOptions().setTls(new TlsOptions("no/key.pem", "no/chain.pem", "no/ca.pem")));

        String message = Await.failure(node.start()).getMessage();

        assertTrue(message.contains("cannot read the ") && message.contains(" from no/"), message);
    }

    @Test
    void plainTextStaysOnThisMachine() {
        CrdtNode open = node(new CrdtOptions().setHost("0.0.0.0"));
        String message = Await.failure(open.start()).getMessage();
        assertTrue(message.contains("does not listen on 0.0.0.0:0: plain text stays on this machine"), message);

        CrdtNode dialing = start(new CrdtOptions().addSeed("192.0.2.1:7400"));
        awaitProblem(dialing, "does not dial 192.0.2.1:7400: plain text stays on this machine");
    }

    private CrdtOptions options(String name) {
        return ours.issue(name).applyTo(new CrdtOptions().setName(name));
    }

    private CrdtOptions allowing(String name, String... peers) {
        return new CrdtOptions().setName(name).setTls(ours.issue(name).tls().setAllowedPeers(List.of(peers)));
    }

    private CrdtNode node(CrdtOptions options) {
        return kept(CrdtNode.create(vertx, options.setReconnectMillis(20, 50)));
    }

    private CrdtNode kept(CrdtNode node) {
        nodes.add(node);
        return node;
    }

    private CrdtNode start(CrdtOptions options) {
        return Await.result(node(options).start());
    }

    private static String address(CrdtNode node) {
        return node.address().toString();
    }

    private void awaitSync(CrdtNode a, CrdtNode b) {
        a.update(CART, (cart, me) -> cart.add(me, "by a"));
        b.update(CART, (cart, me) -> cart.add(me, "by b"));
        Await.until(
                vertx,
                "both have both",
                () -> a.get(CART).elements().containsAll(Set.of("by a", "by b"))
                        && b.get(CART).elements().containsAll(Set.of("by a", "by b")));
    }

    private void awaitProblem(CrdtNode node, String text) {
        AtomicReference<List<String>> problems = new AtomicReference<>(List.of());
        try {
            Await.until(vertx, "the problem is told", () -> {
                node.status().onSuccess(status -> problems.set(status.problems()));
                return problems.get().stream().anyMatch(problem -> problem.contains(text));
            });
        } catch (AssertionError e) {
            throw new AssertionError(node + " does not say \"" + text + "\" but " + problems.get(), e);
        }
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

package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.net.Authority.Identity;
import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.options.TlsOptions;
import io.crdt.replica.Key;
import io.crdt.type.ORSet;
import io.vertx.core.Future;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Certificates change while a node runs: they are replaced, badly replaced, and expire. */
class CertificatesTest {

    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));

    @TempDir
    Path directory;

    @RegisterExtension
    final Nodes nodes = new Nodes();

    private Authority ours;

    @BeforeEach
    void open() {
        ours = Authority.in(directory, "ours");
    }

    @Test
    void newCertificatesAreUsedWithoutARestart() throws Exception {
        Identity changing = Authority.in(directory, "theirs").issue("a");
        CrdtNode a = nodes.start(changing.applyTo(plain("a")));
        CrdtNode b = nodes.start(options("b").addSeed(Nodes.address(a)));
        nodes.awaitProblem(b, "TLS: ");
        assertTrue(Await.result(b.status()).peers().isEmpty());

        changing.become(ours.issue("a"));
        Await.result(a.reloadCertificates());

        awaitSync(a, b);
    }

    @Test
    void certificatesThatCannotBeReadLeaveTheOldOnesInUse() throws Exception {
        Identity identity = ours.issue("a");
        CrdtNode a = nodes.start(identity.applyTo(plain("a")));
        Files.writeString(Path.of(identity.chain()), "no certificate");

        String message = Await.failure(a.reloadCertificates()).getMessage();

        assertTrue(message.contains(identity.chain()), message);
        awaitSync(a, nodes.start(options("b").addSeed(Nodes.address(a))));
    }

    @Test
    void aNodeWhoseFilesAreMissingDoesNotStart() {
        CrdtNode node =
                nodes.create(new CrdtOptions().setTls(new TlsOptions("no/key.pem", "no/chain.pem", "no/ca.pem")));

        String message = Await.failure(node.start()).getMessage();

        assertTrue(message.contains("cannot read the ") && message.contains(" from no/"), message);
    }

    /** As when the key is replaced and the certificate is not yet. */
    @Test
    void aKeyThatIsNotThatOfTheCertificateLeavesTheOldOnesInUse() throws Exception {
        Identity identity = ours.issue("a");
        CrdtNode a = nodes.start(identity.applyTo(plain("a")));
        Files.copy(Path.of(ours.issue("a").key()), Path.of(identity.key()), StandardCopyOption.REPLACE_EXISTING);

        String message = Await.failure(a.reloadCertificates()).getMessage();

        assertTrue(
                message.contains(identity.key() + " is not that of the certificate in " + identity.chain()), message);
        awaitSync(a, nodes.start(options("b").addSeed(Nodes.address(a))));

        String atStart = Await.failure(
                        nodes.create(identity.applyTo(plain("c"))).start())
                .getMessage();
        assertTrue(atStart.contains("is not that of the certificate"), atStart);
    }

    @Test
    void aKeyThatCannotBeReadLeavesTheOldOnesInUse() throws Exception {
        Identity identity = ours.issue("a");
        CrdtNode a = nodes.start(identity.applyTo(plain("a")));
        Files.writeString(Path.of(identity.key()), "no key");

        String message = Await.failure(a.reloadCertificates()).getMessage();

        assertTrue(message.contains(identity.key()), message);
        awaitSync(a, nodes.start(options("b").addSeed(Nodes.address(a))));
    }

    /** TLS takes up a session of before without a look at certificates, as long as a day. */
    @Test
    void aSessionIsNotTakenUpAgainAfterItsCertificateHasExpired() throws Exception {
        CrdtNode a = nodes.start(options("a"));
        SSLContext client = null;
        boolean greeted = false;
        for (int seconds = 3; !greeted; seconds *= 2) {
            assertTrue(seconds < 100, "no link while the certificate is valid");
            Instant end = Instant.now().plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS);
            client = contextOf(ours.issueUntil("b", end));
            greeted = isGreeted(client, a); // a busy machine may need longer than it is valid
            nodes.await("it expires", () -> Instant.now().isAfter(end));
        }

        assertFalse(isGreeted(client, a));
        nodes.awaitProblem(a, "has expired");
    }

    private SSLContext contextOf(Identity identity) throws Exception {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(
                new PemKeyCertOptions()
                        .setKeyPath(identity.key())
                        .setCertPath(identity.chain())
                        .getKeyManagerFactory(nodes.vertx())
                        .getKeyManagers(),
                new PemTrustOptions()
                        .addCertPath(identity.authorities())
                        .getTrustManagerFactory(nodes.vertx())
                        .getTrustManagers(),
                null);
        return context;
    }

    private static boolean isGreeted(SSLContext client, CrdtNode node) throws IOException {
        try (Socket socket = client.getSocketFactory()
                .createSocket(node.address().host(), node.address().port())) {
            return socket.getInputStream().read() >= 0;
        } catch (SSLException | SocketException e) { // refused, or reset
            return false;
        }
    }

    /** Links begin and end while certificates are replaced, and replaced again before the first have been read. */
    @Test
    void certificatesAreReplacedWhileLinksBegin() throws Exception {
        Identity changing = ours.issue("a");
        Identity[] next = {ours.issue("a"), ours.issue("a")};
        CrdtNode a = nodes.start(changing.applyTo(plain("a")));
        CrdtNode b = nodes.start(options("b").addSeed(Nodes.address(a)));
        awaitSync(a, b);
        for (int i = 0; i < 20; i++) {
            Future<Void> away = b.disconnect();
            Future<Void> early = a.reloadCertificates();
            changing.become(next[i % 2]);
            Future<Void> back = b.connect();
            Await.result(Future.all(away, back, a.reloadCertificates()));
            Await.until(nodes.vertx(), "read or refused", early::isComplete); // it may have met half of the new files
        }

        a.update(CART, (cart, me) -> cart.add(me, "after all"));
        nodes.awaitEqual(a, b);
        assertTrue(b.get(CART).contains("after all"));
    }

    /** Its files are read while it is closed. */
    @Test
    void aNodeThatIsClosedWhileItStartsDoesNotListen() {
        CrdtNode probe = nodes.start(options("probe"));
        int port = probe.address().port();
        Await.result(probe.close());
        CrdtNode a = nodes.create(options("a").setPort(port));
        Future<CrdtNode> started = a.start();
        Await.result(a.close());

        assertTrue(Await.failure(started).getMessage().contains("closed"));
        Await.failure(nodes.vertx().createNetClient().connect(port, "127.0.0.1"));
        assertTrue(a.state().context().isEmpty(), "it has not listed itself");
    }

    /** A peer that dials and says nothing holds a socket for some seconds, and no more. */
    @Test
    void aHandshakeThatDoesNotEndIsCutOff() throws Exception {
        CrdtNode a = nodes.start(options("a"));
        try (Socket silent = new Socket(a.address().host(), a.address().port())) {
            assertEquals(-1, silent.getInputStream().read());
        }
    }

    private static CrdtOptions plain(String name) {
        return new CrdtOptions().setName(name).setReconnectMillis(20, 50);
    }

    private CrdtOptions options(String name) {
        return ours.issue(name).applyTo(plain(name));
    }

    private void awaitSync(CrdtNode a, CrdtNode b) {
        a.update(CART, (cart, me) -> cart.add(me, "by a"));
        nodes.awaitEqual(a, b);
        assertTrue(b.get(CART).contains("by a"));
    }
}

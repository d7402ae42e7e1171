package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.status.MemberView;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A seed that is a name of several addresses, as that of a headless service of pods: each has an address on one port. */
class SeedNameTest {

    @RegisterExtension
    final Nodes nodes = new Nodes();

    private LoopbackDns dns;
    private Vertx vertx;
    private int port;

    @BeforeEach
    void open() {
        dns = new LoopbackDns(1);
        vertx = dns.vertx();
    }

    @AfterEach
    void close() {
        Await.result(vertx.close());
        dns.close();
    }

    @Test
    void deadAddressesOfASeedDoNotKeepANodeUnlinked() {
        CrdtNode a = pod(9, "127.0.0.1:1");
        dns.answers(IntStream.rangeClosed(1, 9).mapToObj(SeedNameTest::ip).toList()); // more than one dial tries

        CrdtNode b = Nodes.start(nodes.keep(
                CrdtNode.create(vertx, options("b").setHost("127.0.0.1").addSeed("svc.test:" + port))));

        awaitAll(List.of(a, b));
    }

    @Test
    void aSeedIsLookedUpAgainWhenItsAnswerIsNotValidAnyMore() {
        CrdtNode a = pod(2, "127.0.0.1:1");
        dns.answers(List.of("127.0.0.3"));
        CrdtNode b = pod(1, "svc.test:" + port);
        nodes.awaitProblem(b, "cannot reach svc.test:" + port);

        dns.answers(List.of("127.0.0.2"));

        awaitAll(List.of(a, b));
    }

    /** The first pod finds nobody but itself, and each one finds itself among the others. */
    @Test
    void podsThatStartOneAfterTheOtherFindEachOther() {
        List<CrdtNode> pods = new ArrayList<>();
        List<String> ips = new ArrayList<>();
        for (int number : List.of(2, 1, 3)) {
            ips.add(ip(number));
            dns.answers(ips);
            pods.add(pod(number, "svc.test:" + portOrOne()));
        }

        awaitAll(pods);
    }

    /** If each dialed any other one first, they would meet in pairs. */
    @Test
    void podsThatStartAtTheSameTimeAreOneCluster() {
        CrdtNode first = pod(8, "127.0.0.1:1");
        Await.result(first.close());
        dns.shuffles();
        List<Integer> numbers = IntStream.rangeClosed(1, 8).boxed().toList();
        dns.answers(numbers.stream().map(SeedNameTest::ip).toList());
        List<CrdtNode> pods = numbers.stream()
                .map(number -> create(number, "svc.test:" + port))
                .toList();
        pods.stream().map(CrdtNode::start).toList().forEach(Await::result);

        awaitAll(pods);
    }

    @Test
    void aSeedThatIsNoAddressIsRefused() {
        CrdtNode a = pod(1, "127.0.0.1:1");

        for (String text : List.of("svc", "svc:0", "svc:x", "http://svc:1", "a b:1", "")) {
            String atOptions = assertThrows(IllegalArgumentException.class, () -> new CrdtOptions().addSeed(text))
                    .getMessage();
            String atNode = assertThrows(IllegalArgumentException.class, () -> a.addSeed(text))
                    .getMessage();
            assertEquals(atOptions, atNode);
            assertTrue(atNode.contains('"' + text) || atNode.contains(text.replaceAll(":.$", "")), atNode);
        }
        assertEquals(List.of(), Await.result(a.status()).peers());
    }

    private int portOrOne() {
        return Math.max(1, port);
    }

    /** A pod takes the port of the first one. */
    private CrdtNode pod(int number, String seed) {
        CrdtNode pod = Nodes.start(create(number, seed));
        port = pod.address().port();
        return pod;
    }

    private CrdtNode create(int number, String seed) {
        return nodes.keep(CrdtNode.create(
                vertx, options("pod" + number).setHost(ip(number)).setPort(port).addSeed(seed)));
    }

    private static String ip(int number) {
        return "127.0.0." + number;
    }

    private void awaitAll(List<CrdtNode> pods) {
        for (CrdtNode pod : pods) {
            nodes.awaitMembers(
                    pod,
                    "all " + pods.size() + ", linked",
                    members -> members.stream().filter(MemberView::linked).count() == pods.size() - 1);
        }
    }

    private static CrdtOptions options(String name) {
        return new CrdtOptions().setName(name).setAllowPlainText(true).setReconnectMillis(10, 100);
    }
}

package io.crdt.net.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crdt.net.LoopbackDns;
import io.crdt.net.contract.Await;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HostAddressesTest {

    private LoopbackDns dns;
    private Vertx vertx;

    @BeforeEach
    void open() {
        dns = new LoopbackDns(60);
        dns.shuffles();
        vertx = dns.vertx();
    }

    @AfterEach
    void close() {
        Await.result(vertx.close());
        dns.close();
    }

    /** A name may be that of anybody, with as many addresses as an answer has room for. */
    @Test
    void ofManyAddressesADialTriesAFewAndTheNextDialThoseAfterThem() {
        List<String> many = ips(1, 200);
        dns.answers(many);
        HostAddresses names = new HostAddresses(vertx);
        List<String> tried = new ArrayList<>();

        for (int dial = 0; dial < 25; dial++) {
            List<String> turn = turn(names);
            assertEquals(HostAddresses.MAX_TRIED, turn.size());
            tried.addAll(turn);
        }

        assertEquals(many, tried);
        assertEquals(ips(1, 8), turn(names), "and then from the first one on again");
    }

    @Test
    void theAddressThatWasReachedIsTheLastToBeTriedAgain() throws Exception {
        dns.answers(ips(1, 3));
        HostAddresses names = new HostAddresses(vertx);
        names.tries("svc.test", InetAddress.getByName("10.0.0.2"));

        assertEquals(List.of("10.0.0.3", "10.0.0.1", "10.0.0.2"), turn(names));
    }

    /** Returns the addresses that a dial tries which reaches nobody. */
    private static List<String> turn(HostAddresses names) {
        List<InetAddress> turn = Await.result(names.of("svc.test"));
        turn.forEach(each -> names.tries("svc.test", each));
        return turn.stream().map(InetAddress::getHostAddress).toList();
    }

    private static List<String> ips(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(i -> "10.0.0." + i).toList();
    }
}

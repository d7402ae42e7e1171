package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.net.CuttingProxy.Mode;
import io.crdt.net.contract.Await;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Three processes that write all the time, and a network between them that fails meanwhile: one of three links, so that two
 * of them go on together and the third is alone, or half so. Afterwards all three are equal, and nothing is lost.
 *
 * <p>{@code -Dnetwork.writes=…} says how many writes of each process it is bad for; with 60,000 that is a minute or more,
 * since each writes once a millisecond at most.
 */
@Tag("long")
class BadNetworkTest {

    private static final long WRITES = Long.getLong("network.writes", 500);

    private Vertx vertx;
    private Vertx network;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        network = Vertx.vertx();
    }

    @AfterEach
    void close() {
        Await.result(network.close());
        Await.result(vertx.close());
    }

    @ParameterizedTest
    @EnumSource(value = Mode.class, names = "WELL", mode = EnumSource.Mode.EXCLUDE)
    void threeProcessesAreEqualAfterwards(Mode bad) throws Exception {
        try (BusyProcess a = new BusyProcess("a", "")) {
            CuttingProxy toB = CuttingProxy.start(network, a.port());
            CuttingProxy toC = CuttingProxy.start(network, a.port());
            try (BusyProcess b = new BusyProcess("b", toB.address());
                    BusyProcess c = new BusyProcess("c", toC.address())) {
                List<BusyProcess> all = List.of(a, b, c);
                awaitWrites(all, 50);
                await("c knows what others write", () -> c.known() > c.written() + 10);

                toC.become(bad);
                awaitWrites(all, WRITES);
                if (bad == Mode.CUT) {
                    long known = c.known(); // asked first, so that what is written meanwhile counts as unknown
                    long made = a.written() + b.written() + c.written();
                    assertTrue(made - known > WRITES / 2, "c was not alone: it knows " + known + " of " + made);
                }
                toC.become(Mode.WELL);

                long written = 0;
                for (BusyProcess each : all) {
                    written += each.stop();
                }
                awaitEqual(all, written);
            }
        }
    }

    private void awaitWrites(List<BusyProcess> all, long more) throws IOException {
        for (BusyProcess each : all) {
            long before = each.written();
            long patience = 100 * more;
            while (each.written() < before + more) {
                assertTrue(patience-- > 0, "it does not write");
            }
        }
    }

    private void awaitEqual(List<BusyProcess> all, long written) throws IOException {
        try {
            await("all are equal", () -> {
                String first = all.get(0).state();
                return all.get(0).known() == written
                        && all.get(1).state().equals(first)
                        && all.get(2).state().equals(first);
            });
        } catch (AssertionError e) {
            for (BusyProcess each : all) {
                System.out.println(each.state() + " of " + written + " writes; " + each.problems());
            }
            throw e;
        }
        for (BusyProcess each : all) {
            assertEquals(written, each.known());
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private void await(String what, Condition condition) {
        Await.until(vertx, what, () -> {
            try {
                return condition.holds();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}

package io.crdt.demo;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.demo.board.BoardApp;
import io.crdt.demo.engine.NodeSettings;
import io.crdt.demo.ui.Dashboard;
import io.crdt.net.options.CrdtOptions;
import io.vertx.core.Vertx;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page takes commands from everybody who reaches it, so no other machine does. */
final class ReachTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void release() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @Test
    void noOtherMachineReachesThePageAndTheNodeOfABoard(@TempDir Path directory) throws Exception {
        CrdtOptions options =
                new CrdtOptions().setName("anna").setCluster("test").setDataDir(directory.resolve("anna"));
        BoardApp board = BoardApp.start(vertx, "anna", options, 0, false).await(30, TimeUnit.SECONDS);
        Reach.requireLoopbackOnly(board.url());
        Reach.requireLoopbackOnly("tcp://" + board.address());
        board.close().await(30, TimeUnit.SECONDS);
    }

    @Test
    void noOtherMachineReachesThePageOfTheDashboard() throws Exception {
        Dashboard dashboard = Dashboard.start(vertx, new NodeSettings(2, 1, 0, 200, 5, true), 0)
                .await(60, TimeUnit.SECONDS);
        Reach.requireLoopbackOnly(dashboard.url());
    }

    @Test
    void aSocketThatIsBoundToAllAddressesIsFound() throws Exception {
        try (ServerSocket open = new ServerSocket(0)) {
            AssertionError found = assertThrows(
                    AssertionError.class,
                    () -> Reach.requireLoopbackOnly("http://127.0.0.1:" + open.getLocalPort() + "/"));
            assertTrue(String.valueOf(found.getMessage()).contains("can be reached through"), found.getMessage());
        }
    }
}

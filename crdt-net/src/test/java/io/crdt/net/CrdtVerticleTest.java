package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.replica.Key;
import io.crdt.type.ORSet;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CrdtVerticleTest {

    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));

    @RegisterExtension
    final Nodes nodes = new Nodes();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(
            value = ThreadingModel.class,
            names = {"EVENT_LOOP", "WORKER"})
    void itIsStartedClosedAndDeployedAgainWithItsData(ThreadingModel model) {
        CrdtNode peer = nodes.start(new CrdtOptions().setName("peer"));
        DeploymentOptions options = new DeploymentOptions()
                .setThreadingModel(model)
                .setConfig(new JsonObject()
                        .put("name", "verticle")
                        .put("dataDir", directory.toString())
                        .put("seeds", new JsonArray().add(Nodes.address(peer))));
        CrdtVerticle first = new CrdtVerticle();
        String deployed = Await.result(nodes.vertx().deployVerticle(first, options));
        Await.result(Await.result(first.node()).update(CART, (cart, me) -> cart.add(me, "milk")));
        nodes.await("the peer has it", () -> peer.get(CART).contains("milk"));

        Await.result(nodes.vertx().undeploy(deployed));

        CrdtVerticle second = new CrdtVerticle();
        Await.result(nodes.vertx().deployVerticle(second, options));
        assertTrue(Await.result(second.node()).get(CART).contains("milk"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"prot\": 7400}             | there is no option \"prot\"",
                "{\"port\": 70000}            | a port is a number from 0 to 65535, but this is 70000",
                "{\"port\": \"x\"}            | port must be a whole number",
                "{\"limits\": {\"maxLinks\": 0}} | maxLinks must be at least 1, but is 0",
                "{\"seeds\": [\"svc\"]}       | an address is written host:port, but this is \"svc\""
            })
    void aConfigurationThatIsWrongFailsTheDeployment(String json, String message) {
        CrdtVerticle verticle = new CrdtVerticle();

        Throwable failure = Await.failure(
                nodes.vertx().deployVerticle(verticle, new DeploymentOptions().setConfig(new JsonObject(json))));

        assertTrue(String.valueOf(failure.getMessage()).contains(message), failure.toString());
        assertEquals(failure, Await.failure(verticle.node()));
    }

    @Test
    void itIsDeployedByItsName() {
        Await.result(nodes.vertx().deployVerticle(CrdtVerticle.class.getName()));
    }
}

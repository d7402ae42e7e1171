package io.crdt.net.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrdtOptionsTest {

    @Test
    void aSeedIsRemovedInAnySpelling() {
        CrdtOptions options = new CrdtOptions().addSeed("a:1").addSeed("b:2");

        options.removeSeed("A:01");

        assertEquals("[b:2]", options.seeds().toString());
        String message = assertThrows(IllegalArgumentException.class, () -> options.removeSeed("a:1"))
                .getMessage();
        assertEquals("\"a:1\" is none of the seeds [b:2]", message);
    }

    @Test
    void everyFieldSurvivesJsonAndCopying() {
        JsonObject json = new JsonObject()
                .put("name", "n")
                .put("metricsName", "m")
                .put("cluster", "c")
                .put("host", "::1")
                .put("port", 7400)
                .put("seeds", new JsonArray().add("a:1").add("b:2"))
                .put("gossipIntervalMillis", 1L)
                .put("pushDelayMillis", 0L)
                .put(
                        "limits",
                        new JsonObject()
                                .put("maxFrameBytes", 2_048)
                                .put("maxMessageBytes", 4_096)
                                .put("maxLinks", 3)
                                .put("maxLinksPerAddress", 2)
                                .put("maxUnsavedBytes", 7_000)
                                .put("removalLimit", 5))
                .put(
                        "tls",
                        new JsonObject()
                                .put("key", "k")
                                .put("chain", "c")
                                .put("authorities", "a")
                                .put("verifyHosts", false)
                                .put("allowedPeers", new JsonArray().add("anna").add("bert")))
                .put("allowPlainText", true)
                .put("reconnectMinMillis", 6L)
                .put("reconnectMaxMillis", 7L)
                .put("dataDir", "data")
                .put("durability", "GROUP(8)")
                .put("discovery", false)
                .put("authors", false)
                .put("advertisedAddress", "me:8")
                .put("healthGraceMillis", 9L)
                .put("drainMillis", 10L)
                .put("departOnClose", true)
                .put("readyAfterMillis", 11L);

        assertEquals(json, new CrdtOptions(json).toJson());
        assertEquals(json, new CrdtOptions(new CrdtOptions(json)).toJson());
        assertEquals(json.fieldNames(), new CrdtOptions().toJson().fieldNames());
    }

    @Test
    void anUnknownFieldIsNamed() {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> new CrdtOptions(new JsonObject().put("prot", 1)))
                .getMessage();
        assertTrue(message.contains("\"prot\""), message);
        message = assertThrows(
                        IllegalArgumentException.class,
                        () -> new CrdtOptions(new JsonObject("{\"limits\":{\"maxLink\":1}}")))
                .getMessage();
        assertTrue(message.contains("\"maxLink\"; there are [maxFrameBytes"), message);
    }

    @Test
    void valuesOutOfRangeAreNamedWithTheRule() {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> new CrdtOptions().setGossipIntervalMillis(0))
                .getMessage();
        assertEquals("gossipIntervalMillis must be at least 1, but is 0", message);
    }

    /** Nobody is to get in by a list that turned out to be empty, and nobody is to be let in by it. */
    @Test
    void aListOfPeersNamesSomebodyAndNoListIsNotAnEmptyOne() {
        TlsOptions tls = new TlsOptions("k", "c", "a");
        String message = assertThrows(IllegalArgumentException.class, () -> tls.setAllowedPeers(List.of()))
                .getMessage();
        assertEquals(
                "allowedPeers must be names, one or more, but is []; leave it out to let in every peer whose certificate is"
                        + " of an authority that is believed",
                message);
        assertNull(new CrdtOptions(new CrdtOptions().setTls(tls)).allowedPeers());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 256})
    void aClusterHasAName(int length) {
        String name = "x".repeat(length);
        String message = assertThrows(IllegalArgumentException.class, () -> new CrdtOptions().setCluster(name))
                .getMessage();
        assertEquals("a cluster name has 1 to 255 characters, but this is \"" + name + "\"", message);
        assertThrows(IllegalArgumentException.class, () -> new CrdtOptions(new JsonObject().put("cluster", name)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"port\":\"x\"}",
                "{\"port\":null}",
                "{\"port\":4294967297}",
                "{\"port\":-4294967295}",
                "{\"port\":9223372036854775807}",
                "{\"port\":18446744073709551617}",
                "{\"port\":1.9}",
                "{\"reconnectMinMillis\":18446744073709551617}",
                "{\"name\":7}",
                "{\"name\":null}",
                "{\"seeds\":\"h:1\"}",
                "{\"seeds\":[1]}",
                "{\"tls\":\"k\"}",
                "{\"tls\":{\"key\":\"k\"}}",
                "{\"tls\":{\"key\":7}}",
                "{\"tls\":{\"verifyHosts\":\"yes\"}}",
                "{\"tls\":{\"allowedPeers\":\"anna\"}}",
                "{\"tls\":{\"allowedPeers\":[1]}}",
                "{\"limits\":7}",
                "{\"tls\":{\"key\":\"k\",\"chain\":\"c\",\"authorities\":\"a\",\"allowedPeers\":[]}}",
                "{\"tls\":{\"key\":\"k\",\"chain\":\"c\",\"authorities\":\"a\",\"allowedPeers\":[\"b\",\" \"]}}",
                "{\"limits\":{\"maxLinks\":0}}",
                "{\"limits\":{\"maxLinks\":-4294967286}}",
                "{\"seeds\":[\"h:0\"]}",
                "{\"dataDir\":7}",
                "{\"durability\":\"SOON\"}",
                "{\"durability\":\"GROUP(0)\"}",
                "{\"durability\":\"GROUP(60001)\"}",
                "{\"discovery\":1}",
                "{\"advertisedAddress\":\"h\"}",
                "{\"advertisedAddress\":\"h:0\"}",
                "{\"reconnectMinMillis\":5,\"reconnectMaxMillis\":4}"
            })
    void whatIsNoOptionIsRefusedByName(String json) {
        String message = assertThrows(IllegalArgumentException.class, () -> new CrdtOptions(new JsonObject(json)))
                .getMessage();
        assertTrue(message.contains("must be") || message.contains("needs") || message.contains("is written"), message);
    }
}

package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.replica.Key;
import io.crdt.type.ORSet;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** PODS.md: its configurations are those that a node reads, its manifests fit to them, and its program does what it says. */
class PodsDocumentTest {

    private static final Path DOCUMENT = Path.of("PODS.md");

    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));

    /** The lines below {@code node.json: |} that are indented further. */
    private static final Pattern CONFIGURATION = Pattern.compile("\n  node\\.json: \\|\n((?: {4}.*\n)+)");

    /** The one dependency of the program that the tests do not have. */
    private static final Map<String, String> STUBS = Map.of(
            "PrometheusConfig",
            "public interface PrometheusConfig { PrometheusConfig DEFAULT = new PrometheusConfig() {}; }",
            "PrometheusMeterRegistry",
            """
            public class PrometheusMeterRegistry extends io.micrometer.core.instrument.simple.SimpleMeterRegistry {
                public PrometheusMeterRegistry(PrometheusConfig config) {}
                public String scrape() { return ""; }
            }
            """);

    @TempDir
    private Path directory;

    @RegisterExtension
    final Nodes nodes = new Nodes();

    @Test
    void aStatefulSetKeepsItsStateOnItsVolume() throws IOException {
        String manifest = manifestWith("kind: StatefulSet\n");
        CrdtOptions options = new CrdtOptions(configuration(manifest));

        assertTrue(String.valueOf(options.dataDir()).startsWith(mountOf("data", manifest) + "/"));
        assertTrue(options.tcp().verifyHosts());
        requireFit(options, manifest);
        String service = only("serviceName: (\\S+)", manifest) + ".default.svc.cluster.local";
        assertEquals(service + ":7400", String.valueOf(options.seeds().get(0)));
        assertEquals("$(POD_NAME)." + service + ":7400", only("ADVERTISED_ADDRESS\n +value: \"(.*)\"", manifest));
        String certificate = manifestWith("kind: Certificate\n");
        assertTrue(certificate.contains("    - " + service + "\n    - \"*." + service + "\"\n"), certificate);
    }

    @Test
    void aDeploymentIsInMemoryAndKnowsItsPeersByTheirNames() throws IOException {
        String manifest = manifestWith("kind: Deployment\n");
        CrdtOptions options = new CrdtOptions(configuration(manifest));

        assertNull(options.dataDir());
        assertFalse(options.tcp().verifyHosts());
        requireFit(options, manifest);
        assertEquals("$(POD_IP):7400", only("ADVERTISED_ADDRESS\n +value: \"(.*)\"", manifest));
    }

    /** What is in both. */
    private static void requireFit(CrdtOptions options, String manifest) throws IOException {
        String headless = manifestWith("clusterIP: None\n");
        assertTrue(headless.contains("publishNotReadyAddresses: true\n"));
        String port = String.valueOf(options.address().port());
        assertEquals(port, only("- name: crdt\n +port: (\\d+)", headless));
        assertEquals(port, only("- name: crdt\n +containerPort: (\\d+)", manifest));
        assertTrue(options.address().isWildcard());
        assertTrue(options.seeds().get(0).host().startsWith(only("name: (\\S+)\nspec:\n +clusterIP: None", headless)));
        long grace = 1_000 * Long.parseLong(only("terminationGracePeriodSeconds: (\\d+)", manifest));
        assertTrue(grace >= options.drainMillis() + 10_000, "grace period " + grace);
        JsonObject tls = options.toJson().getJsonObject("tls");
        for (String file : List.of("key", "chain", "authorities")) {
            assertTrue(tls.getString(file).startsWith(mountOf("tls", manifest) + "/"), file);
        }
        String certificate = manifestWith("kind: Certificate\n");
        assertEquals(Set.of(only("commonName: (\\S+)", certificate)), options.allowedPeers());
        assertEquals(only("secretName: (\\S+)", manifest), only("secretName: (\\S+)", certificate));
        assertEquals(mountOf("config", manifest) + "/node.json", only("args: \\[\"(.*)\"]", manifest));
        assertEquals("8080", only("- name: http\n +containerPort: (\\d+)", manifest));
        assertTrue(program().contains("new Pod(options, 8080, "));
        assertTrue(program().contains('"' + only("livenessProbe:\n +httpGet:\n +path: (\\S+)", manifest) + '"'));
        assertTrue(program().contains('"' + only("readinessProbe:\n +httpGet:\n +path: (\\S+)", manifest) + '"'));
    }

    @Test
    void aFieldThatDoesNotExistIsNamed() throws IOException {
        for (String kind : List.of("StatefulSet", "Deployment")) {
            JsonObject misspelt =
                    configuration(manifestWith("kind: " + kind + "\n")).put("seed", "crdt:7400");
            String message = assertThrows(IllegalArgumentException.class, () -> new CrdtOptions(misspelt))
                    .getMessage();
            assertTrue(message.contains("there is no option \"seed\""), message);

            JsonObject nested = configuration(manifestWith("kind: " + kind + "\n"));
            nested.getJsonObject("tls").put("verifyHost", false);
            String inside = assertThrows(IllegalArgumentException.class, () -> new CrdtOptions(nested))
                    .getMessage();
            assertTrue(inside.contains("there is no option \"verifyHost\""), inside);
        }
    }

    /** The seed refuses, so that the node knows of somebody and meets nobody. */
    @Test
    void aPodWithoutPeersIsAliveAndNotReady() throws Exception {
        try (Program program = compile()) {
            VerticleBase pod = program.pod("127.0.0.1:1");
            Await.result(nodes.vertx().deployVerticle(pod));

            assertEquals(200, Await.result(program.status(pod, "/live")));
            assertEquals(503, Await.result(program.status(pod, "/ready")));
            assertEquals(200, Await.result(program.status(pod, "/metrics")));
            assertEquals(404, Await.result(program.status(pod, "/other")));
        }
    }

    @Test
    void aPodIsReadyWhenItHasWhatItsPeerHasAndGivesBackWhatItWroteWhenItIsStopped() throws Exception {
        CrdtNode peer = nodes.start(new CrdtOptions().setName("peer"));
        peer.update(CART, (cart, me) -> cart.add(me, "milk"));
        try (Program program = compile()) {
            VerticleBase pod = program.pod(Nodes.address(peer));
            String id = Await.result(nodes.vertx().deployVerticle(pod));
            program.awaitReady(pod);
            CrdtNode node = program.node(pod);
            assertTrue(node.get(CART).contains("milk"));

            for (int i = 0; i < 10_000; i++) { // the first may be pushed at once
                String item = "item " + i;
                node.update(CART, (cart, me) -> cart.add(me, item));
            }
            Await.result(nodes.vertx().undeploy(id));

            assertEquals(10_001, peer.get(CART).elements().size());
        }
    }

    /** As of a StatefulSet: its members advertise names below that of the service. */
    @Test
    void aCertificateForAllNamesBelowTheServiceIsForEachOfItsPods() {
        LoopbackDns dns = new LoopbackDns(1);
        Vertx vertx = dns.vertx();
        try {
            dns.answers(List.of("127.0.0.1"));
            Authority ours = Authority.in(directory, "ours");
            CrdtNode first = start(vertx, ours.issueForHostsBelow("shop", "crdt.test"), "pod-0", List.of());
            String named = "pod-0.crdt.test:" + first.address().port();
            String other = "pod-0.other.test:" + first.address().port();
            CrdtNode second = start(vertx, ours.issueForHostsBelow("shop", "crdt.test"), "pod-1", List.of(other));
            nodes.awaitProblem(
                    second, "cannot reach " + other + ": TLS: the certificate of the other side is not accepted");

            Await.result(second.addSeed(named));

            first.update(CART, (cart, me) -> cart.add(me, "milk"));
            nodes.await("the pods meet", () -> second.get(CART).contains("milk"));
        } finally {
            Await.result(vertx.close());
            dns.close();
        }
    }

    private CrdtNode start(Vertx vertx, Authority.Identity identity, String name, List<String> seeds) {
        CrdtOptions options =
                new CrdtOptions().setName(name).setDiscovery(false).setReconnectMillis(10, 100);
        options.setTls(identity.tls().setAllowedPeers(List.of("shop")));
        seeds.forEach(options::addSeed);
        return Nodes.start(nodes.keep(CrdtNode.create(vertx, options)));
    }

    /** Compiles the program of the page. */
    private Program compile() throws Exception {
        Path sources = Files.createDirectories(directory.resolve("io/micrometer/prometheusmetrics"));
        Path source = Files.writeString(directory.resolve("Pod.java"), program());
        List<Path> all = new ArrayList<>(List.of(source));
        for (Map.Entry<String, String> stub : STUBS.entrySet()) {
            all.add(Files.writeString(
                    sources.resolve(stub.getKey() + ".java"),
                    "package io.micrometer.prometheusmetrics;\n" + stub.getValue()));
        }
        StringWriter messages = new StringWriter();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<String> options =
                    List.of("-d", directory.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
            boolean compiled = compiler.getTask(
                            messages, files, null, options, null, files.getJavaFileObjectsFromPaths(all))
                    .call();
            assertTrue(compiled, messages.toString());
        }
        URL classes = directory.toUri().toURL();
        return new Program(new URLClassLoader(new URL[] {classes}, getClass().getClassLoader()));
    }

    /** The class of the page, and a client of its probes. */
    private final class Program implements AutoCloseable {

        private final URLClassLoader loader;
        private final Class<?> type;
        private final HttpClient client = nodes.vertx().createHttpClient();

        Program(URLClassLoader loader) throws ReflectiveOperationException {
            this.loader = loader;
            type = loader.loadClass("Pod");
        }

        /** A pod with the configuration of the Deployment, but on this machine. */
        VerticleBase pod(String seed) throws Exception {
            JsonObject json = configuration(manifestWith("kind: Deployment\n"))
                    .put("cluster", "default")
                    .put("host", "127.0.0.1")
                    .put("port", 0)
                    .put("seeds", List.of(seed))
                    .put("discovery", false) // nobody is to dial what it advertises
                    .put("readyAfterMillis", 600_000)
                    .put("gossipIntervalMillis", 600_000)
                    .put("pushDelayMillis", 600_000); // only the end of the pod tells what it has written
            json.remove("tls");
            Map<String, String> environment = Map.of("POD_NAME", "pod-0", "ADVERTISED_ADDRESS", "127.0.0.1:1");
            Object options =
                    type.getMethod("options", JsonObject.class, Map.class).invoke(null, json, environment);
            Supplier<String> meters = () -> "";
            return (VerticleBase) type.getConstructor(CrdtOptions.class, int.class, Supplier.class)
                    .newInstance(options, 0, meters);
        }

        CrdtNode node(VerticleBase pod) throws ReflectiveOperationException {
            return (CrdtNode) type.getMethod("node").invoke(pod);
        }

        Future<Integer> status(VerticleBase pod, String path) throws ReflectiveOperationException {
            return status((int) type.getMethod("httpPort").invoke(pod), path);
        }

        void awaitReady(VerticleBase pod) throws ReflectiveOperationException {
            Await.result(untilReady((int) type.getMethod("httpPort").invoke(pod)));
        }

        private Future<Void> untilReady(int port) {
            return status(port, "/ready")
                    .compose(status -> status == 200 ? Future.succeededFuture() : untilReady(port));
        }

        private Future<Integer> status(int port, String path) {
            return client.request(HttpMethod.GET, port, "127.0.0.1", path)
                    .compose(HttpClientRequest::send)
                    .map(HttpClientResponse::statusCode);
        }

        @Override
        public void close() throws IOException {
            Await.result(client.close());
            loader.close();
        }
    }

    private static String program() throws IOException {
        return only("(?s)```java\n(.*?)```", Files.readString(DOCUMENT));
    }

    private static String manifestWith(String text) throws IOException {
        return Pattern.compile("(?s)```yaml\n(.*?)```")
                .matcher(Files.readString(DOCUMENT))
                .results()
                .map(block -> block.group(1))
                .filter(block -> block.contains(text))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no manifest with " + text));
    }

    private static JsonObject configuration(String manifest) {
        return new JsonObject(only(CONFIGURATION, manifest));
    }

    private static String mountOf(String volume, String manifest) {
        return only("- name: " + volume + "\n +mountPath: (\\S+)", manifest);
    }

    private static String only(String pattern, String text) {
        return only(Pattern.compile(pattern), text);
    }

    private static String only(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        assertTrue(found.find(), pattern + " in " + text);
        return found.group(1);
    }
}

package io.crdt.net.options;

import static io.crdt.net.options.JsonFields.requireAtLeast;

import io.crdt.net.transport.Address;
import io.crdt.net.transport.TcpOptions;
import io.crdt.protocol.GossipOptions;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Everything about a {@link io.crdt.net.CrdtNode} that can be chosen. The defaults are meant to be kept. */
public final class CrdtOptions {

    private static final JsonFields<CrdtOptions> FIELDS = new JsonFields<CrdtOptions>()
            .text("name", CrdtOptions::name, CrdtOptions::setName)
            .text("metricsName", options -> options.metricsName, CrdtOptions::setMetricsName)
            .text("cluster", CrdtOptions::cluster, CrdtOptions::setCluster)
            .text("host", options -> options.host, CrdtOptions::setHost)
            .number("port", options -> options.port, CrdtOptions::setPort)
            .texts("seeds", options -> options.seeds, (options, seeds) -> seeds.forEach(options::addSeed))
            .flag("discovery", CrdtOptions::discovery, CrdtOptions::setDiscovery)
            .flag("authors", CrdtOptions::authors, CrdtOptions::setAuthors)
            .text("advertisedAddress", CrdtOptions::advertisedAddress, CrdtOptions::setAdvertisedAddress)
            .millis(
                    "reconnectMinMillis",
                    CrdtOptions::reconnectMinMillis,
                    (options, min) -> options.setReconnectMillis(min, Math.max(min, options.reconnectMaxMillis)))
            .millis(
                    "reconnectMaxMillis",
                    CrdtOptions::reconnectMaxMillis,
                    (options, max) -> options.setReconnectMillis(options.reconnectMinMillis, max))
            .millis("gossipIntervalMillis", o -> o.gossipIntervalMillis, CrdtOptions::setGossipIntervalMillis)
            .millis("pushDelayMillis", o -> o.pushDelayMillis, CrdtOptions::setPushDelayMillis)
            .optionalText(
                    "dataDir",
                    options -> options.dataDir == null ? null : options.dataDir.toString(),
                    (options, path) -> options.setDataDir(Path.of(path)))
            .text(
                    "durability",
                    options -> options.durability.toString(),
                    (options, text) -> options.setDurability(Durability.parse(text)))
            .flag("allowPlainText", options -> options.allowPlainText, CrdtOptions::setAllowPlainText)
            .millis("healthGraceMillis", CrdtOptions::healthGraceMillis, CrdtOptions::setHealthGraceMillis)
            .millis("readyAfterMillis", CrdtOptions::readyAfterMillis, CrdtOptions::setReadyAfterMillis)
            .millis("drainMillis", CrdtOptions::drainMillis, CrdtOptions::setDrainMillis)
            .optionalFlag("departOnClose", CrdtOptions::departOnClose, CrdtOptions::setDepartOnClose)
            .optionalObject(
                    "tls",
                    options -> options.tls == null ? null : options.tls.toJson(),
                    (options, json) -> options.setTls(new TlsOptions(json)))
            .optionalObject(
                    "limits",
                    options -> options.limits.toJson(),
                    (options, json) -> options.setLimits(new LimitOptions(json)));

    private String name = "node";
    private String metricsName = "";
    private String cluster = "default";
    private String host = "127.0.0.1";
    private int port;
    private final List<String> seeds = new ArrayList<>();
    private boolean discovery = true;
    private boolean authors = true;
    private String advertisedAddress = "";
    private long reconnectMinMillis = 100;
    private long reconnectMaxMillis = 5_000;
    private long gossipIntervalMillis = 200;
    private long pushDelayMillis = 5;
    private @Nullable Path dataDir;
    private Durability durability = Durability.SYNC;
    private boolean allowPlainText;
    private @Nullable TlsOptions tls;
    private @Nullable Authorization authorization;
    private LongSupplier clock = System::currentTimeMillis;
    private LimitOptions limits = new LimitOptions();
    private long healthGraceMillis = 30_000;
    private long drainMillis = 5_000;
    private long readyAfterMillis = 10_000;
    private @Nullable Boolean departOnClose;
    private @Nullable MeterRegistry meterRegistry;

    /** Creates options with the defaults. */
    public CrdtOptions() {}

    /** Creates a copy. */
    public CrdtOptions(CrdtOptions other) {
        this(other.toJson());
        authorization = other.authorization;
        meterRegistry = other.meterRegistry;
        clock = other.clock;
    }

    /**
     * Reads options from JSON; what is not there keeps its default.
     *
     * @throws IllegalArgumentException if there is a field that does not exist, or a value out of range
     */
    public CrdtOptions(JsonObject json) {
        FIELDS.read(this, json);
    }

    /** Returns these options as JSON, which {@link #CrdtOptions(JsonObject)} reads again. */
    public JsonObject toJson() {
        return FIELDS.write(this);
    }

    /** What people call this node, in logs and on its peers; identifies nothing. At most 255 characters. */
    public CrdtOptions setName(String newName) {
        if (newName.isBlank() || newName.length() > 255) {
            throw new IllegalArgumentException("name has 1 to 255 characters, but this is \"" + newName + "\"");
        }
        name = newName;
        return this;
    }

    /** The cluster that peers must share, 1 to 255 characters; nodes of different clusters refuse each other,
     * and each other's data directories. */
    public CrdtOptions setCluster(String newCluster) {
        GossipOptions.requireCluster(newCluster);
        cluster = newCluster;
        return this;
    }

    /** The host name or IP address to listen on. The default, 127.0.0.1, is reached from this machine only. */
    public CrdtOptions setHost(String newHost) {
        host = new Address(newHost, 0).host();
        return this;
    }

    /** The port to listen on; 0, the default, takes any free one. */
    public CrdtOptions setPort(int newPort) {
        port = new Address(host, newPort).port();
        return this;
    }

    /**
     * Adds the address, {@code host:port}, of a node to link to. It is dialed until it is there, and again when lost. With
     * {@linkplain #setDiscovery discovery} one seed that can be reached is enough to find all others.
     *
     * <p>The host may be a name of several addresses, as that of a headless service of pods. It is looked up at each dial,
     * and every address is tried until one leads to a node; that this node's own is among them does no harm.
     */
    public CrdtOptions addSeed(String address) {
        seeds.add(requireDialable("a seed", address));
        return this;
    }

    /**
     * Removes a seed that was added, in whatever spelling.
     *
     * @throws IllegalArgumentException if it is no address, or no seed; nothing was changed
     */
    public CrdtOptions removeSeed(String address) {
        if (!seeds.remove(requireDialable("a seed", address))) {
            throw new IllegalArgumentException("\"" + address + "\" is none of the seeds " + seeds);
        }
        return this;
    }

    /** How often, in milliseconds, one random peer is asked whether both have the same; at least 1, default 200. */
    public CrdtOptions setGossipIntervalMillis(long millis) {
        gossipIntervalMillis = requireAtLeast("gossipIntervalMillis", millis, 1);
        return this;
    }

    /** How long, in milliseconds, changes are gathered at most before they are pushed; default 5, 0 pushes each at once. */
    public CrdtOptions setPushDelayMillis(long millis) {
        pushDelayMillis = requireAtLeast("pushDelayMillis", millis, 0);
        return this;
    }

    /**
     * Makes the node prove who it is, and demand the same of others. Without it links are plain text, which stays on this
     * machine unless it is {@linkplain #setAllowPlainText allowed}.
     */
    public CrdtOptions setTls(TlsOptions files) {
        tls = files;
        return this;
    }

    /**
     * Whether links may leave this machine without TLS; false unless it is set. Everybody who reaches such a link reads and
     * writes everything.
     */
    public CrdtOptions setAllowPlainText(boolean allow) {
        allowPlainText = allow;
        return this;
    }

    /** Who may read and write what; everybody everything unless it is set. It is code, so it is not part of the JSON. */
    public CrdtOptions setAuthorization(Authorization rules) {
        authorization = rules;
        return this;
    }

    /**
     * Where the time of writes comes from, in milliseconds since the epoch; the system's clock unless it is set. It may be
     * wrong or jump, which only affects who wins among concurrent writes; a time more than a minute ahead of their own is
     * not followed by others. It is code, so it is not part of the JSON.
     */
    public CrdtOptions setClock(LongSupplier millis) {
        clock = millis;
        return this;
    }

    /** What the node takes, keeps and lets in at most. */
    public CrdtOptions setLimits(LimitOptions newLimits) {
        limits = newLimits;
        return this;
    }

    /**
     * How long to wait before a lost peer is dialed again, in milliseconds: first {@code min}, doubled each time up to
     * {@code max}, and up to half of it more or less by chance. Defaults 100 and 5,000. If many members cannot be reached,
     * {@code max} is 250 for each of them if that is longer; seeds are not concerned.
     */
    public CrdtOptions setReconnectMillis(long min, long max) {
        reconnectMinMillis = requireAtLeast("reconnectMinMillis", min, 1);
        reconnectMaxMillis = requireAtLeast("reconnectMaxMillis", max, min);
        return this;
    }

    /**
     * The directory in which the node keeps its name and all it knows, over restarts; it is made if it does not exist.
     * Without one, the default, everything is in memory only. One node at a time may use a directory.
     */
    public CrdtOptions setDataDir(Path directory) {
        dataDir = directory;
        return this;
    }

    /**
     * When an update counts as durable and is told to others; without a data directory it means nothing. The default is
     * {@link Durability#SYNC}.
     */
    public CrdtOptions setDurability(Durability newDurability) {
        durability = newDurability;
        return this;
    }

    /**
     * Whether this node takes part in the membership, default true: it enters its address there, and links itself to those
     * that it finds there. If not, it dials its seeds and nobody else, and nobody finds it.
     */
    public CrdtOptions setDiscovery(boolean discovers) {
        discovery = discovers;
        return this;
    }

    /**
     * Whether this node notes which replica writes what it writes, so that {@link io.crdt.net.CrdtNode#authorOf} tells it at
     * all nodes; default true. The first update of each life that writes then has one entry more, 27 to 50 bytes and the
     * label, which stays until nothing is alive of what that life wrote. A node that does not do it can tell the authors of
     * others.
     */
    public CrdtOptions setAuthors(boolean notes) {
        authors = notes;
        return this;
    }

    /**
     * Where others dial this node, {@code host:port}. The default, an empty text, is where it listens; if that is all
     * addresses of a machine, as {@code 0.0.0.0}, this node finds others, but nobody finds it.
     */
    public CrdtOptions setAdvertisedAddress(String address) {
        advertisedAddress = address.isEmpty() ? "" : requireDialable("an advertised address", address);
        if (!address.isEmpty() && Address.parse(address).isWildcard()) {
            advertisedAddress = "";
            throw new IllegalArgumentException(
                    "an advertised address is one that others can dial, but this is \"" + address + "\"");
        }
        return this;
    }

    /**
     * For how long the node may exchange nothing, though it knows nodes to link to, or lack what a peer has, or differ from
     * a peer that has the same operations, before {@link io.crdt.net.CrdtNode#health} is not ok; at least 0 milliseconds,
     * default 30,000.
     */
    public CrdtOptions setHealthGraceMillis(long millis) {
        healthGraceMillis = requireAtLeast("healthGraceMillis", millis, 0);
        return this;
    }

    /**
     * Where the node shows what it does, under the names in OPERATING.md; nowhere unless it is set. Micrometer is an
     * optional dependency, to be added by who uses this. Nodes that share a registry need different names. It is not part of
     * the JSON.
     */
    public CrdtOptions setMeterRegistry(MeterRegistry registry) {
        meterRegistry = registry;
        return this;
    }

    /**
     * What the meters of this node have in their tag {@code node}; the {@linkplain #setName name}, unless it is set, or if
     * it is empty.
     */
    public CrdtOptions setMetricsName(String newName) {
        metricsName = newName;
        return this;
    }

    /** Returns what the meters have in their tag {@code node}; see {@link #setMetricsName}. */
    public String metricsName() {
        return metricsName.isEmpty() ? name : metricsName;
    }

    /** Returns the host name or IP address to listen on; see {@link #setHost}. */
    public String host() {
        return host;
    }

    /** Returns the port to listen on, 0 for any free one; see {@link #setPort}. */
    public int port() {
        return port;
    }

    /** Returns how often one peer is asked, in milliseconds; see {@link #setGossipIntervalMillis}. */
    public long gossipIntervalMillis() {
        return gossipIntervalMillis;
    }

    /** Returns how long changes are gathered, in milliseconds; see {@link #setPushDelayMillis}. */
    public long pushDelayMillis() {
        return pushDelayMillis;
    }

    /** Returns whether links may leave this machine without TLS; see {@link #setAllowPlainText}. */
    public boolean allowPlainText() {
        return allowPlainText;
    }

    /** Returns the files for TLS, or null for plain text; see {@link #setTls}. */
    public @Nullable TlsOptions tls() {
        return tls;
    }

    /** Returns where the node shows what it does, or null; see {@link #setMeterRegistry}. */
    public @Nullable MeterRegistry meterRegistry() {
        return meterRegistry;
    }

    /**
     * How long, in milliseconds, {@link io.crdt.net.CrdtNode#close} of a linked node waits at most until one peer has all that this node
     * has; at least 0, which does not wait, default 5,000. What is not known to be at any peer then is a {@link
     * io.crdt.net.status.Problem.NotDrained}.
     */
    public CrdtOptions setDrainMillis(long millis) {
        drainMillis = requireAtLeast("drainMillis", millis, 0);
        return this;
    }

    /**
     * Whether {@link io.crdt.net.CrdtNode#close} takes the node out of the {@linkplain io.crdt.net.CrdtNode#members members},
     * so that nobody dials it any more; a peer that is linked is told before the close is done. A node that comes back
     * enters itself again. The default is true without a store, since such a node does not come back, and false with one.
     */
    public CrdtOptions setDepartOnClose(boolean departs) {
        departOnClose = departs;
        return this;
    }

    /** Returns whether a close takes the node out of the members, or null for the default; see {@link #setDepartOnClose}. */
    public @Nullable Boolean departOnClose() {
        return departOnClose;
    }

    /**
     * After how long without an answer of any peer, in milliseconds from its start, a node that knows nothing from before is {@link
     * io.crdt.net.CrdtNode#readiness ready}; at least 0, default 10,000. The first pod of a cluster must not wait for ever.
     */
    public CrdtOptions setReadyAfterMillis(long millis) {
        readyAfterMillis = requireAtLeast("readyAfterMillis", millis, 0);
        return this;
    }

    /** Returns how long a fresh node waits for peers before it is ready; see {@link #setReadyAfterMillis}. */
    public long readyAfterMillis() {
        return readyAfterMillis;
    }

    /** Returns how long a close waits for a peer to have everything; see {@link #setDrainMillis}. */
    public long drainMillis() {
        return drainMillis;
    }

    /** Returns how long a fault may last before the node is not healthy; see {@link #setHealthGraceMillis}. */
    public long healthGraceMillis() {
        return healthGraceMillis;
    }

    /** Returns the data directory, or null; see {@link #setDataDir}. */
    @Nullable
    public Path dataDir() {
        return dataDir;
    }

    /** Returns when an update counts as durable; see {@link #setDurability}. */
    public Durability durability() {
        return durability;
    }

    /** Returns what people call this node; see {@link #setName}. */
    public String name() {
        return name;
    }

    /** Returns the cluster that peers must share; see {@link #setCluster}. */
    public String cluster() {
        return cluster;
    }

    /** Returns whether the node takes part in the membership; see {@link #setDiscovery}. */
    public boolean discovery() {
        return discovery;
    }

    /** Returns whether the node notes which replica writes what it writes; see {@link #setAuthors}. */
    public boolean authors() {
        return authors;
    }

    /** Returns where others dial this node, or an empty text; see {@link #setAdvertisedAddress}. */
    public String advertisedAddress() {
        return advertisedAddress;
    }

    /** Returns the host and the port to listen on. */
    public Address address() {
        return new Address(host, port);
    }

    /** Returns the addresses to link to; see {@link #addSeed}. */
    public List<Address> seeds() {
        return seeds.stream().map(Address::parse).toList();
    }

    /** Returns what the protocol is told of these options. */
    public GossipOptions gossip() {
        return GossipOptions.of(cluster, gossipIntervalMillis, pushDelayMillis, limits.maxMessageBytes());
    }

    /** Returns what the node takes, keeps and lets in at most; see {@link #setLimits}. */
    public LimitOptions limits() {
        return limits;
    }

    /** Returns what the transport on TCP is told of these options. */
    public TcpOptions tcp() {
        TcpOptions plain = TcpOptions.plain(address(), limits.maxFrameBytes(), limits.maxLinks())
                .withMaxLinksPerAddress(limits.maxLinksPerAddress())
                .withPlainText(allowPlainText);
        return tls == null ? plain : plain.withTls(tls.files(), tls.verifyHosts());
    }

    /** Returns the names of which a peer must have one, or null if every peer gets in. */
    @Nullable
    public Set<String> allowedPeers() {
        return tls == null ? null : tls.allowedPeers();
    }

    /** Returns who may read and write what, or null if everybody may; see {@link #setAuthorization}. */
    @Nullable
    public Authorization authorization() {
        return authorization;
    }

    /** Returns where the time of writes comes from; see {@link #setClock}. */
    public LongSupplier clock() {
        return clock;
    }

    /** Returns the first wait before a lost peer is dialed again; see {@link #setReconnectMillis}. */
    public long reconnectMinMillis() {
        return reconnectMinMillis;
    }

    /** Returns the longest wait before a lost peer is dialed again; see {@link #setReconnectMillis}. */
    public long reconnectMaxMillis() {
        return reconnectMaxMillis;
    }

    private static String requireDialable(String what, String address) {
        Address parsed = Address.parse(address);
        if (parsed.port() == 0) {
            throw new IllegalArgumentException(what + " needs a port from 1 to 65535, but this is \"" + address + "\"");
        }
        return parsed.toString();
    }

    @Override
    public String toString() {
        return toJson().encode();
    }
}

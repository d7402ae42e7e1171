package io.crdt.net;

import io.crdt.net.protocol.GossipOptions;
import io.crdt.net.transport.Address;
import io.crdt.net.transport.TcpOptions;
import io.crdt.net.transport.TlsFiles;
import io.crdt.replica.ReplicaState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Everything about a {@link CrdtNode} that can be chosen. The defaults are meant to be kept. */
public final class CrdtOptions {

    private static final int MEBIBYTE = 1 << 20;

    /** Each field once: what is added here is read, written and copied. */
    private static final Set<String> FIELDS = Set.of(
            "name",
            "cluster",
            "host",
            "port",
            "seeds",
            "gossipIntervalMillis",
            "pushDelayMillis",
            "maxFrameBytes",
            "maxMessageBytes",
            "maxLinks",
            "maxLinksPerAddress",
            "tls",
            "verifyHosts",
            "allowedPeers",
            "allowPlainText",
            "removalLimit",
            "reconnectMinMillis",
            "reconnectMaxMillis",
            "dataDir",
            "durability",
            "discovery",
            "advertisedAddress");

    private String name = "node";
    private String cluster = "default";
    private String host = "127.0.0.1";
    private int port;
    private List<String> seeds = new ArrayList<>();
    private long gossipIntervalMillis = 200;
    private long pushDelayMillis = 5;
    private int maxFrameBytes = MEBIBYTE / 16;
    private int maxMessageBytes =
            (int) Math.min(1024L * MEBIBYTE, Runtime.getRuntime().maxMemory() / 4);
    private int maxLinks = 1_024;
    private int maxLinksPerAddress = 256;
    private @Nullable TlsFiles tls;
    private boolean verifyHosts = true;
    private Set<String> allowedPeers = Set.of();
    private boolean allowPlainText;
    private @Nullable Authorization authorization;
    private LongSupplier clock = System::currentTimeMillis;
    private int removalLimit = ReplicaState.DEFAULT_REMOVAL_LIMIT;
    private long reconnectMinMillis = 100;
    private long reconnectMaxMillis = 5_000;
    private @Nullable Path dataDir;
    private Durability durability = Durability.SYNC;
    private boolean discovery = true;
    private String advertisedAddress = "";

    /** Creates options with the defaults. */
    public CrdtOptions() {}

    /** Creates a copy. */
    public CrdtOptions(CrdtOptions other) {
        this(other.toJson());
        authorization = other.authorization;
        clock = other.clock;
    }

    /**
     * Reads options from JSON; what is not there keeps its default.
     *
     * @throws IllegalArgumentException if there is a field that does not exist, or a value out of range
     */
    public CrdtOptions(JsonObject json) {
        for (String field : json.fieldNames()) {
            if (!FIELDS.contains(field)) {
                throw new IllegalArgumentException("there is no option \"" + field + "\"; there are " + FIELDS);
            }
        }
        setName(text(json.getValue("name", name), "name"));
        setCluster(text(json.getValue("cluster", cluster), "cluster"));
        setHost(text(json.getValue("host", host), "host"));
        setPort((int) number(json, "port", port, Integer.MAX_VALUE));
        if (!(json.getValue("seeds", new JsonArray()) instanceof JsonArray addresses)) {
            throw new IllegalArgumentException("seeds must be a list of addresses, but is " + json.getValue("seeds"));
        }
        for (Object address : addresses) {
            addSeed(text(address, "a seed"));
        }
        setGossipIntervalMillis(number(json, "gossipIntervalMillis", gossipIntervalMillis, Long.MAX_VALUE));
        setPushDelayMillis(number(json, "pushDelayMillis", pushDelayMillis, Long.MAX_VALUE));
        setMaxFrameBytes((int) number(json, "maxFrameBytes", maxFrameBytes, Integer.MAX_VALUE));
        setMaxMessageBytes((int) number(json, "maxMessageBytes", maxMessageBytes, Integer.MAX_VALUE));
        setMaxLinks((int) number(json, "maxLinks", maxLinks, Integer.MAX_VALUE));
        setMaxLinksPerAddress((int) number(json, "maxLinksPerAddress", maxLinksPerAddress, Integer.MAX_VALUE));
        readSecurity(json);
        setRemovalLimit((int) number(json, "removalLimit", removalLimit, Integer.MAX_VALUE));
        long min = number(json, "reconnectMinMillis", reconnectMinMillis, Long.MAX_VALUE);
        setReconnectMillis(min, number(json, "reconnectMaxMillis", Math.max(min, reconnectMaxMillis), Long.MAX_VALUE));
        if (json.getValue("dataDir") != null) {
            setDataDir(Path.of(text(json.getValue("dataDir"), "dataDir")));
        }
        setDurability(Durability.parse(text(json.getValue("durability", durability.toString()), "durability")));
        if (!(json.getValue("discovery", discovery) instanceof Boolean discovers)) {
            throw new IllegalArgumentException("discovery must be true or false, but is " + json.getValue("discovery"));
        }
        setDiscovery(discovers);
        setAdvertisedAddress(text(json.getValue("advertisedAddress", advertisedAddress), "advertisedAddress"));
    }

    private void readSecurity(JsonObject json) {
        Object files = json.getValue("tls");
        if (files instanceof JsonObject each) {
            setTls(
                    text(each.getValue("key"), "key of tls"),
                    text(each.getValue("chain"), "chain of tls"),
                    text(each.getValue("authorities"), "authorities of tls"));
        } else if (files != null) {
            throw new IllegalArgumentException(
                    "tls must be an object with key, chain and authorities, but is " + files);
        }
        setVerifyHosts(flag(json, "verifyHosts", verifyHosts));
        setAllowPlainText(flag(json, "allowPlainText", allowPlainText));
        if (!(json.getValue("allowedPeers", new JsonArray()) instanceof JsonArray names)) {
            throw new IllegalArgumentException(
                    "allowedPeers must be a list of names, but is " + json.getValue("allowedPeers"));
        }
        setAllowedPeers(
                names.stream().map(name -> text(name, "an allowed peer")).toList());
    }

    /** Returns these options as JSON, which {@link #CrdtOptions(JsonObject)} reads again. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("name", name)
                .put("cluster", cluster)
                .put("host", host)
                .put("port", port)
                .put("seeds", new JsonArray(new ArrayList<>(seeds)))
                .put("gossipIntervalMillis", gossipIntervalMillis)
                .put("pushDelayMillis", pushDelayMillis)
                .put("maxFrameBytes", maxFrameBytes)
                .put("maxMessageBytes", maxMessageBytes)
                .put("maxLinks", maxLinks)
                .put("maxLinksPerAddress", maxLinksPerAddress)
                .put("tls", tls == null ? null : tlsJson(tls))
                .put("verifyHosts", verifyHosts)
                .put("allowedPeers", new JsonArray(new ArrayList<>(allowedPeers)))
                .put("allowPlainText", allowPlainText)
                .put("removalLimit", removalLimit)
                .put("reconnectMinMillis", reconnectMinMillis)
                .put("reconnectMaxMillis", reconnectMaxMillis)
                .put("dataDir", dataDir == null ? null : dataDir.toString())
                .put("durability", durability.toString())
                .put("discovery", discovery)
                .put("advertisedAddress", advertisedAddress);
    }

    /** What people call this node, in logs and on its peers; identifies nothing. At most 255 characters. */
    public CrdtOptions setName(String newName) {
        if (newName.isBlank() || newName.length() > 255) {
            throw new IllegalArgumentException("name has 1 to 255 characters, but this is \"" + newName + "\"");
        }
        name = newName;
        return this;
    }

    /** The cluster that peers must share, 1 to 255 characters; nodes of different clusters refuse each other. */
    public CrdtOptions setCluster(String newCluster) {
        cluster = GossipOptions.of(newCluster).cluster();
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
     */
    public CrdtOptions addSeed(String address) {
        seeds.add(requireDialable("a seed", address));
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

    /** The longest frame to send and to take, in bytes; at least 1,024, default 64 KiB. The same in the whole cluster. */
    public CrdtOptions setMaxFrameBytes(int bytes) {
        maxFrameBytes = (int) requireAtLeast("maxFrameBytes", bytes, 1_024);
        return this;
    }

    /**
     * The longest message to take, in bytes, made of as many frames as needed; at least {@code 1,024}. All that this node
     * lacks of what a peer has is one message, so the peer cannot bring it up to date if that is larger; it reports so. The
     * default is 1 GiB, or a quarter of the heap if that is less.
     */
    public CrdtOptions setMaxMessageBytes(int bytes) {
        maxMessageBytes = (int) requireAtLeast("maxMessageBytes", bytes, 1_024);
        return this;
    }

    /** How many links others may have open to this node; at least 1, default 1,024. */
    public CrdtOptions setMaxLinks(int links) {
        maxLinks = (int) requireAtLeast("maxLinks", links, 1);
        return this;
    }

    /** How many of those links may come from one IP address; at least 1, default 256. */
    public CrdtOptions setMaxLinksPerAddress(int links) {
        maxLinksPerAddress = (int) requireAtLeast("maxLinksPerAddress", links, 1);
        return this;
    }

    /**
     * Makes the node prove who it is, and demand the same of others, by TLS 1.3. All three are paths of PEM files; they are
     * read at the start, once a minute, and by {@link CrdtNode#reloadCertificates}.
     *
     * @param key the private key, PKCS#8, not encrypted
     * @param chain the certificate, followed by those between it and the authority, if any
     * @param authorities the certificates of the authorities that are believed
     */
    public CrdtOptions setTls(String key, String chain, String authorities) {
        tls = new TlsFiles(key, chain, authorities);
        return this;
    }

    /**
     * Whether a node that is dialed has to have a certificate for the host name or IP address that was dialed; true unless
     * it is set. Without that any peer with a valid certificate can pass itself off as a seed.
     */
    public CrdtOptions setVerifyHosts(boolean verify) {
        verifyHosts = verify;
        return this;
    }

    /**
     * The names of which a peer must have one in its certificate, as common name or alternative name, whoever dials. None,
     * the default, allows every peer whose certificate is of an authority that is believed.
     */
    public CrdtOptions setAllowedPeers(Collection<String> names) {
        allowedPeers = Collections.unmodifiableSet(new TreeSet<>(names));
        return this;
    }

    /**
     * Whether links may leave this machine without TLS; false unless it is set. Whoever reaches such a link reads and writes
     * everything.
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
     * wrong or jump, which only affects who wins among concurrent writes; a time more than a minute ahead of their own is not
     * followed by others. It is code, so it is not part of the JSON.
     */
    public CrdtOptions setClock(LongSupplier millis) {
        clock = millis;
        return this;
    }

    /**
     * How many removals are kept on record; at least 0, default 65,536. Fewer save memory, about 40 bytes each; more save
     * bytes when a peer comes back after so many removals.
     */
    public CrdtOptions setRemovalLimit(int removals) {
        removalLimit = (int) requireAtLeast("removalLimit", removals, 0);
        return this;
    }

    /**
     * How long to wait before a lost peer is dialed again, in milliseconds: first {@code min}, doubled each time up to
     * {@code max}, and up to half of it more or less by chance. Defaults 100 and 5,000.
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
     * Where others dial this node, {@code host:port}. The default, an empty text, is where it listens; if that is all
     * addresses of a machine, as {@code 0.0.0.0}, this node finds others, but nobody finds it.
     */
    public CrdtOptions setAdvertisedAddress(String address) {
        advertisedAddress = address.isEmpty() ? "" : requireDialable("an advertised address", address);
        return this;
    }

    @Nullable
    Path dataDir() {
        return dataDir;
    }

    Durability durability() {
        return durability;
    }

    String name() {
        return name;
    }

    boolean discovery() {
        return discovery;
    }

    String advertisedAddress() {
        return advertisedAddress;
    }

    Address address() {
        return new Address(host, port);
    }

    List<Address> seeds() {
        return seeds.stream().map(Address::parse).toList();
    }

    GossipOptions gossip() {
        return GossipOptions.of(cluster, gossipIntervalMillis, pushDelayMillis, maxMessageBytes);
    }

    int maxFrameBytes() {
        return maxFrameBytes;
    }

    int maxMessageBytes() {
        return maxMessageBytes;
    }

    TcpOptions tcp() {
        TcpOptions plain = TcpOptions.plain(address(), maxFrameBytes, maxLinks)
                .withMaxLinksPerAddress(maxLinksPerAddress)
                .withPlainText(allowPlainText);
        return tls == null ? plain : plain.withTls(tls, verifyHosts);
    }

    Set<String> allowedPeers() {
        return allowedPeers;
    }

    @Nullable
    Authorization authorization() {
        return authorization;
    }

    LongSupplier clock() {
        return clock;
    }

    int removalLimit() {
        return removalLimit;
    }

    long reconnectMinMillis() {
        return reconnectMinMillis;
    }

    long reconnectMaxMillis() {
        return reconnectMaxMillis;
    }

    private static String requireDialable(String what, String address) {
        Address parsed = Address.parse(address);
        if (parsed.port() == 0) {
            throw new IllegalArgumentException(what + " needs a port from 1 to 65535, but this is \"" + address + "\"");
        }
        return parsed.toString();
    }

    private static String text(@Nullable Object value, String option) {
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(option + " must be a text, but is " + value);
    }

    private static JsonObject tlsJson(TlsFiles files) {
        return new JsonObject()
                .put("key", files.key())
                .put("chain", files.chain())
                .put("authorities", files.authorities());
    }

    private static boolean flag(JsonObject json, String option, boolean otherwise) {
        if (json.getValue(option, otherwise) instanceof Boolean flag) {
            return flag;
        }
        throw new IllegalArgumentException(option + " must be true or false, but is " + json.getValue(option));
    }

    private static long number(JsonObject json, String option, long otherwise, long most) {
        Object value = json.getValue(option, otherwise);
        if (value instanceof Long || value instanceof Integer) {
            long number = ((Number) value).longValue();
            if (number <= most) {
                return number;
            }
        }
        throw new IllegalArgumentException(option + " must be a whole number up to " + most + ", but is " + value);
    }

    private static long requireAtLeast(String option, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(option + " must be at least " + least + ", but is " + value);
        }
        return value;
    }

    @Override
    public String toString() {
        return toJson().encode();
    }
}

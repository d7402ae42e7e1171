package io.crdt.net.options;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.net.transport.TlsFiles;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link io.crdt.net.CrdtNode} proves who it is, and which peers it believes, by TLS 1.3. Both sides of a link have to
 * have a certificate, whichever dials.
 */
public final class TlsOptions {

    private static final JsonFields<TlsOptions> FIELDS = new JsonFields<TlsOptions>()
            .text("key", options -> options.key, (options, path) -> options.key = path)
            .text("chain", options -> options.chain, (options, path) -> options.chain = path)
            .text("authorities", options -> options.authorities, (options, path) -> options.authorities = path)
            .flag("verifyHosts", options -> options.verifyHosts, TlsOptions::setVerifyHosts)
            .optionalTexts("allowedPeers", options -> options.allowedPeers, TlsOptions::setAllowedPeers);

    private String key = "";
    private String chain = "";
    private String authorities = "";
    private boolean verifyHosts = true;
    private @Nullable Set<String> allowedPeers;

    /**
     * Creates options for three PEM files; they are read at the start, once a minute, and by
     * {@link io.crdt.net.CrdtNode#reloadCertificates}.
     *
     * @param key the path of the private key, PKCS#8, not encrypted
     * @param chain the path of the certificate, followed by those between it and the authority, if any
     * @param authorities the path of the certificates of the authorities that are believed
     * @throws IllegalArgumentException if a path is blank
     */
    public TlsOptions(String key, String chain, String authorities) {
        this.key = key;
        this.chain = chain;
        this.authorities = authorities;
        files();
    }

    /**
     * Reads options from JSON; {@code verifyHosts} and {@code allowedPeers} may be left out.
     *
     * @throws IllegalArgumentException if there is a field that does not exist, or one of the files is missing
     */
    public TlsOptions(JsonObject json) {
        FIELDS.read(this, json);
        files();
    }

    /** Returns these options as JSON, which {@link #TlsOptions(JsonObject)} reads again. */
    public JsonObject toJson() {
        return FIELDS.write(this);
    }

    /**
     * Whether a node that is dialed has to have a certificate for the host name or IP address that was dialed; true unless
     * it is set. Without that any peer with a valid certificate can pass itself off as a seed.
     */
    public TlsOptions setVerifyHosts(boolean verify) {
        verifyHosts = verify;
        return this;
    }

    /**
     * The names of which a peer must have one in its certificate, as common name or alternative name, whichever side dials.
     * Unless they are set every peer gets in whose certificate is of an authority that is believed.
     *
     * @throws IllegalArgumentException if there are none, or one is blank; nothing was changed
     */
    public TlsOptions setAllowedPeers(Collection<String> names) {
        if (names.isEmpty() || names.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("allowedPeers must be names, one or more, but is " + names
                    + "; leave it out to let in every peer whose certificate is of an authority that is believed");
        }
        allowedPeers = Collections.unmodifiableSet(new TreeSet<>(names));
        return this;
    }

    /** Returns the files; that throws if one has no name. */
    @CanIgnoreReturnValue
    TlsFiles files() {
        return new TlsFiles(key, chain, authorities);
    }

    /** Returns the path of the private key. */
    public String key() {
        return key;
    }

    /** Returns the path of the certificate and those between it and the authority. */
    public String chain() {
        return chain;
    }

    /** Returns the path of the certificates of the authorities that are believed. */
    public String authorities() {
        return authorities;
    }

    /** Returns whether a node that is dialed has to have a certificate for its host; see {@link #setVerifyHosts}. */
    public boolean verifyHosts() {
        return verifyHosts;
    }

    /** Returns the names of which a peer must have one; null if there is no list, see {@link #setAllowedPeers}. */
    @Nullable
    public Set<String> allowedPeers() {
        return allowedPeers;
    }

    @Override
    public String toString() {
        return toJson().encode();
    }
}

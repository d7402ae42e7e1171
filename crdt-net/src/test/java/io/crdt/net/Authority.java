package io.crdt.net;

import io.crdt.net.options.CrdtOptions;
import io.crdt.net.options.TlsOptions;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/** A certificate authority that lives as long as a test. */
public final class Authority {

    private final Path directory;
    private final X509Bundle root;
    private final AtomicInteger issued = new AtomicInteger();

    private Authority(Path directory, X509Bundle root) {
        this.directory = directory;
        this.root = root;
    }

    /** Creates an authority that writes its files into the directory. */
    public static Authority in(Path directory, String name) {
        return making(() -> {
            Path own = Files.createDirectories(directory.resolve(name));
            X509Bundle root = builder(name).setIsCertificateAuthority(true).buildSelfSigned();
            Files.writeString(own.resolve("ca.pem"), root.getCertificatePEM());
            return new Authority(own, root);
        });
    }

    /** The PEM files of one node. */
    public record Identity(String key, String chain, String authorities) {

        /** Sets these files. */
        public CrdtOptions applyTo(CrdtOptions options) {
            return options.setTls(tls());
        }

        /** Returns options with these files. */
        public TlsOptions tls() {
            return new TlsOptions(key, chain, authorities);
        }

        /** Puts the content of another identity's files into those of this one. */
        public void become(Identity other) throws IOException {
            Files.writeString(Path.of(key), Files.readString(Path.of(other.key)));
            Files.writeString(Path.of(chain), Files.readString(Path.of(other.chain)));
            Files.writeString(Path.of(authorities), Files.readString(Path.of(other.authorities)));
        }
    }

    /** Issues a certificate that is valid now, for 127.0.0.1 and under a name. */
    public Identity issue(String name) {
        return issue(builder(name).addSanIpAddress("127.0.0.1"));
    }

    /** Issues a certificate that was valid until an hour ago. */
    public Identity issueExpired(String name) {
        return issueUntil(name, Instant.now().minus(Duration.ofHours(1)));
    }

    /** Issues a certificate that is valid until then. */
    public Identity issueUntil(String name, Instant end) {
        return issue(builder(name).addSanIpAddress("127.0.0.1").notAfter(end));
    }

    /** Issues a certificate for another host than this one. */
    public Identity issueForHost(String name, String host) {
        return issue(builder(name).addSanDnsName(host));
    }

    /** Issues a certificate for all hosts whose names have one part more than the domain. */
    public Identity issueForHostsBelow(String name, String domain) {
        byte[] text = ("*." + domain).getBytes(StandardCharsets.US_ASCII);
        ByteBuffer names = ByteBuffer.allocate(4 + text.length);
        names.put((byte) 0x30).put((byte) (2 + text.length)); // a sequence of one name
        names.put((byte) 0x82).put((byte) text.length).put(text); // a DNS name; the builder takes none with a star
        return issue(builder(name).addExtensionOctetString("2.5.29.17", false, names.array()));
    }

    /** Returns files with a certificate of this authority, for a node that believes another one. */
    public Identity believing(Identity mine, Authority other) {
        return new Identity(
                mine.key(), mine.chain(), other.directory.resolve("ca.pem").toString());
    }

    private Identity issue(CertificateBuilder builder) {
        return making(() -> {
            X509Bundle bundle = builder.buildIssuedBy(root);
            Path own = Files.createDirectories(directory.resolve("node" + issued.incrementAndGet()));
            Path key = Files.writeString(own.resolve("key.pem"), bundle.getPrivateKeyPEM());
            Path chain = Files.writeString(own.resolve("chain.pem"), bundle.getCertificatePathPEM());
            Path authorities = Files.writeString(own.resolve("ca.pem"), root.getCertificatePEM());
            return new Identity(key.toString(), chain.toString(), authorities.toString());
        });
    }

    private static CertificateBuilder builder(String name) {
        return new CertificateBuilder()
                .subject("CN=" + name)
                .ecp256()
                .notBefore(Instant.now().minus(Duration.ofDays(2)))
                .notAfter(Instant.now().plus(Duration.ofDays(2)));
    }

    private interface Making<T> {
        T make() throws Exception;
    }

    private static <T> T making(Making<T> making) {
        try {
            return making.make();
        } catch (Exception e) {
            throw new AssertionError("the certificate could not be made", e);
        }
    }
}

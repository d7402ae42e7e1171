package io.crdt.net.transport;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.ByteArrayInputStream;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509KeyManager;

/**
 * What was in the {@link TlsFiles} when they were read. Both directions use the same: every node proves who it is,
 * whether it dials or is dialed.
 */
record Credentials(Buffer key, Buffer chain, Buffer authorities) {

    private static final int HANDSHAKE_SECONDS = 5;

    /** How keys sign, by their algorithm; others sign under its name. */
    private static final Map<String, String> SIGNATURES = Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA");

    static Future<Credentials> read(Vertx vertx, TlsFiles files) {
        Future<Buffer> key = read(vertx, "the private key", files.key());
        Future<Buffer> chain = read(vertx, "the certificate chain", files.chain());
        Future<Buffer> authorities = read(vertx, "the certificates of authorities", files.authorities());
        return Future.all(key, chain, authorities).compose(read -> {
            Credentials credentials = new Credentials(key.result(), chain.result(), authorities.result());
            try {
                certificates(credentials.authorities, files.authorities());
                certificates(credentials.chain, files.chain());
                credentials.requirePair(vertx, files);
                return Future.succeededFuture(credentials);
            } catch (TransportException e) {
                return Future.failedFuture(e);
            }
        });
    }

    /** A key and a certificate that do not belong together, as while both are being replaced, would fail each handshake. */
    private void requirePair(Vertx vertx, TlsFiles files) {
        PublicKey theirs = own().getPublicKey();
        String algorithm = SIGNATURES.get(theirs.getAlgorithm());
        try {
            Signature signature = Signature.getInstance(algorithm == null ? theirs.getAlgorithm() : algorithm);
            signature.initSign(privateKey(vertx, theirs.getAlgorithm()));
            signature.update(chain.getBytes());
            byte[] signed = signature.sign();
            signature.initVerify(theirs);
            signature.update(chain.getBytes());
            if (!signature.verify(signed)) {
                throw new SignatureException("it signs what that does not verify");
            }
        } catch (Exception e) { // all that Vert.x says of what it cannot read is that
            throw new TransportException(
                    TransportException.Kind.CERTIFICATE,
                    "the private key in " + files.key() + " is not that of the certificate in " + files.chain()
                            + ", or cannot be read: " + e.getMessage(),
                    e);
        }
    }

    private PrivateKey privateKey(Vertx vertx, String algorithm) throws Exception {
        X509KeyManager manager =
                (X509KeyManager) ownKey().getKeyManagerFactory(vertx).getKeyManagers()[0];
        String[] aliases = manager.getServerAliases(algorithm, null);
        if (aliases == null) {
            throw new InvalidKeyException("it is none for " + algorithm);
        }
        return manager.getPrivateKey(aliases[0]);
    }

    private PemKeyCertOptions ownKey() {
        return new PemKeyCertOptions().setKeyValue(key).setCertValue(chain);
    }

    private static Future<Buffer> read(Vertx vertx, String what, String path) {
        return vertx.fileSystem()
                .readFile(path)
                .recover(failure -> Future.failedFuture(new TransportException(
                        TransportException.Kind.CERTIFICATE,
                        "cannot read " + what + " from " + path + ": " + failure,
                        failure)));
    }

    /** Returns this node's own certificate. */
    X509Certificate own() {
        return (X509Certificate) certificates(chain, "the chain").iterator().next();
    }

    /** Returns the names in this node's own certificate. */
    Set<String> names() {
        return CertificateNames.of(own());
    }

    ServerSSLOptions forServer() {
        return with(new ServerSSLOptions()).setClientAuth(ClientAuth.REQUIRED);
    }

    /** An address that dials cannot be verified, networks being what they are, but one that is dialed can. */
    ClientSSLOptions forClient(boolean verifyHosts) {
        return with(new ClientSSLOptions()).setHostnameVerificationAlgorithm(verifyHosts ? "HTTPS" : "");
    }

    private <T extends SSLOptions> T with(T options) {
        options.setKeyCertOptions(ownKey());
        options.setTrustOptions(new PemTrustOptions().addCertValue(authorities));
        options.setEnabledSecureTransportProtocols(Set.of("TLSv1.3"));
        options.setSslHandshakeTimeout(HANDSHAKE_SECONDS).setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
        return options;
    }

    private static Collection<? extends Certificate> certificates(Buffer pem, String path) {
        try {
            Collection<? extends Certificate> certificates = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes()));
            if (!certificates.isEmpty()) {
                return certificates;
            }
            throw new TransportException(
                    TransportException.Kind.CERTIFICATE, "there is no certificate in " + path, null);
        } catch (CertificateException e) {
            throw new TransportException(
                    TransportException.Kind.CERTIFICATE,
                    "there is no certificate that can be read in " + path + ": " + e,
                    e);
        }
    }
}

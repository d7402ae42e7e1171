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
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What was in the {@link TlsFiles} when they were read. Both directions use the same: every node proves who it is,
 * whether it dials or is dialed.
 */
record Credentials(Buffer key, Buffer chain, Buffer authorities) {

    private static final int HANDSHAKE_SECONDS = 5;

    static Future<Credentials> read(Vertx vertx, TlsFiles files) {
        Future<Buffer> key = read(vertx, "the private key", files.key());
        Future<Buffer> chain = read(vertx, "the certificate chain", files.chain());
        Future<Buffer> authorities = read(vertx, "the certificates of authorities", files.authorities());
        return Future.all(key, chain, authorities).compose(read -> {
            Credentials credentials = new Credentials(key.result(), chain.result(), authorities.result());
            try {
                certificates(credentials.authorities, files.authorities());
                certificates(credentials.chain, files.chain());
                return Future.succeededFuture(credentials);
            } catch (TransportException e) {
                return Future.failedFuture(e);
            }
        });
    }

    private static Future<Buffer> read(Vertx vertx, String what, String path) {
        return vertx.fileSystem()
                .readFile(path)
                .recover(failure -> Future.failedFuture(
                        new TransportException("cannot read " + what + " from " + path + ": " + failure, failure)));
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
        options.setKeyCertOptions(new PemKeyCertOptions().setKeyValue(key).setCertValue(chain));
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
            throw new TransportException("there is no certificate in " + path, null);
        } catch (CertificateException e) {
            throw new TransportException("there is no certificate that can be read in " + path + ": " + e, e);
        }
    }
}

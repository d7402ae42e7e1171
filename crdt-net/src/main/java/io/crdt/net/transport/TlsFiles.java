package io.crdt.net.transport;

/**
 * The PEM files with which a node proves who it is, and by which it knows others.
 *
 * @param key the path of the node's private key, PKCS#8, not encrypted
 * @param chain the path of its certificate, followed by those between it and the authority, if any
 * @param authorities the path of the certificates of the authorities whose certificates are believed
 */
public record TlsFiles(String key, String chain, String authorities) {

    public TlsFiles {
        if (key.isBlank() || chain.isBlank() || authorities.isBlank()) {
            throw new IllegalArgumentException(
                    "TLS needs three files: a key, a certificate chain and the certificates of "
                            + "authorities, but these are \"" + key + "\", \"" + chain + "\" and \"" + authorities
                            + "\"");
        }
    }
}

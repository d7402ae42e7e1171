package io.crdt.net.transport;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** The names that a certificate gives its owner: the common name of the subject, and alternative names that are text. */
final class CertificateNames {

    /** The kinds of alternative names that are text: mail address, DNS name, URI, IP address. */
    private static final Set<Integer> TEXTS = Set.of(1, 2, 6, 7);

    private CertificateNames() {}

    /** Returns the names, none if they cannot be read. */
    static Set<String> of(X509Certificate certificate) {
        Set<String> names = new TreeSet<>();
        try {
            LdapName subject =
                    new LdapName(certificate.getSubjectX500Principal().getName());
            for (Rdn rdn : subject.getRdns()) {
                if (rdn.getType().equalsIgnoreCase("CN") && rdn.getValue() instanceof String name) {
                    names.add(name);
                }
            }
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> kindAndName : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (TEXTS.contains(kindAndName.get(0)) && kindAndName.get(1) instanceof String name) {
                    names.add(name);
                }
            }
            return Collections.unmodifiableSet(names);
        } catch (InvalidNameException | CertificateParsingException e) {
            return Set.of();
        }
    }
}

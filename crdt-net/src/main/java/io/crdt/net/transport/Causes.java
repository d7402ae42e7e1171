package io.crdt.net.transport;

import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** What broke a connection, in words that help: libraries tell first which step failed, and last why. */
final class Causes {

    /** How all JDKs end what they say of clients without any, and of those whose authority the server has not named. */
    private static final String NO_CERTIFICATE = "Empty client certificate chain";

    /** How Netty begins what it says of plain text; the rest of it is what was sent, which is nobody's business in a log. */
    private static final String NO_TLS = "not an SSL/TLS record";

    private Causes() {}

    /** Returns what kind of failure it is. */
    static TransportException.Kind kind(Throwable failure) {
        TransportException.Kind kind = TransportException.Kind.OTHER;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TransportException told) {
                return told.kind();
            }
            if (cause instanceof BindException) {
                return TransportException.Kind.IN_USE;
            }
            if (cause instanceof SSLException
                    || cause instanceof CertificateException
                    || cause instanceof CertPathValidatorException
                    || cause instanceof CertPathBuilderException) {
                return TransportException.Kind.CERTIFICATE;
            }
            if (cause instanceof UnknownHostException
                    || cause instanceof NoRouteToHostException
                    || cause instanceof TimeoutException) {
                return TransportException.Kind.UNREACHABLE;
            }
            if (cause instanceof ClosedChannelException) {
                return TransportException.Kind.BROKEN;
            }
            if (cause instanceof ConnectException) { // of Netty, also that no answer came in time; the causes say more
                boolean refused = String.valueOf(cause.getMessage()).contains("refused");
                kind = refused ? TransportException.Kind.REFUSED : TransportException.Kind.UNREACHABLE;
            } else if (cause instanceof SocketException
                    && kind == TransportException.Kind.OTHER) { // reset, broken pipe
                kind = TransportException.Kind.BROKEN;
            }
        }
        return kind;
    }

    static String text(Throwable failure) {
        boolean tls = false;
        boolean certificate = false;
        Throwable last = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return "no such host";
            }
            if (cause instanceof ConnectException) {
                return "nobody listens there or it is unreachable";
            }
            tls |= cause instanceof SSLException;
            certificate |= cause instanceof CertificateException
                    || cause instanceof CertPathValidatorException
                    || cause instanceof CertPathBuilderException;
            last = cause;
        }
        if (tls && String.valueOf(last.getMessage()).endsWith(NO_CERTIFICATE)) {
            return "TLS: the other side has no certificate of an authority that is believed here";
        }
        if (tls && String.valueOf(last.getMessage()).startsWith(NO_TLS)) {
            return "TLS: the other side does not speak it";
        }
        String reason = last.getMessage() == null ? last.toString() : last.getMessage();
        if (certificate) {
            String expired = last instanceof CertificateExpiredException ? "it has expired, " : "";
            return "TLS: the certificate of the other side is not accepted: " + expired + reason;
        }
        return tls ? "TLS: " + reason : reason;
    }
}

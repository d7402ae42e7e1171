package io.crdt.net.transport;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;

/** What broke a connection, in words that help: those of libraries tell the step that failed first, and why last. */
final class Causes {

    private Causes() {}

    static String text(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return "no such host";
            }
            if (cause instanceof ConnectException) {
                return "nobody listens there or it is unreachable";
            }
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            boolean last = cause.getCause() == null || cause.getCause() == cause;
            if (cause instanceof CertPathValidatorException || cause instanceof CertificateException && last) {
                return "TLS: the certificate of the other side is not accepted: " + message(cause);
            }
            if (cause instanceof SSLException && last) {
                return "TLS: " + message(cause);
            }
        }
        return message(failure);
    }

    private static String message(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}

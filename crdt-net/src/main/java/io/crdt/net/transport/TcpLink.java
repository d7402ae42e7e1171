package io.crdt.net.transport;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** A link over one TCP socket. */
final class TcpLink implements Link {

    private static final int LENGTH_BYTES = 4;

    private final NetSocket socket;
    private final boolean dialed;
    private final int maxFrameBytes;
    private final @Nullable X509Certificate certificate;
    private final Set<String> peerNames;
    private @Nullable TransportException cause;
    private boolean waitingForLength = true;
    private boolean opened;
    private boolean paused;

    /**
     * Creates a link that is not open yet.
     *
     * @param dialed whether it was dialed from here; else the port at the other side is any, and another one the next time
     */
    TcpLink(NetSocket socket, boolean dialed, int maxFrameBytes, Consumer<TcpLink> onGone) {
        this.socket = socket;
        this.dialed = dialed;
        this.maxFrameBytes = maxFrameBytes;
        certificate = certificateOf(socket);
        peerNames = certificate == null ? Set.of() : CertificateNames.of(certificate);
        socket.pause();
        socket.closeHandler(closed -> onGone.accept(this));
        socket.exceptionHandler(this::fail);
    }

    @Override
    public String remote() {
        return (dialed ? String.valueOf(socket.remoteAddress()) : remoteHost())
                + (peerNames.isEmpty() ? "" : " " + peerNames);
    }

    /** Returns the IP address of the other side. */
    String remoteHost() {
        return String.valueOf(socket.remoteAddress().hostAddress());
    }

    @Override
    public Set<String> peerNames() {
        return peerNames;
    }

    @Override
    public boolean noticesDamage() {
        return socket.isSsl();
    }

    private static @Nullable X509Certificate certificateOf(NetSocket socket) {
        try {
            return socket.isSsl() && socket.peerCertificates().get(0) instanceof X509Certificate certificate
                    ? certificate
                    : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    /**
     * Returns why the certificate of the other side is none any more; null if it is, or there is none. A handshake has
     * looked at that, but not one that takes up a session of before, of a day ago, say.
     */
    @Nullable
    String expiry() {
        Instant end =
                certificate == null ? Instant.MAX : certificate.getNotAfter().toInstant();
        return Instant.now().isBefore(end) ? null : "its certificate, for " + peerNames + ", has expired at " + end;
    }

    @Override
    public void open(LinkListener listener) {
        RecordParser parser = RecordParser.newFixed(LENGTH_BYTES);
        parser.handler(record -> onRecord(parser, record, listener));
        socket.handler(bytes -> {
            if (cause == null) {
                parser.handle(bytes);
            }
        });
        socket.drainHandler(drained -> listener.onDrained());
        socket.endHandler(ended -> listener.onClosed(cause)); // comes after the last byte
        opened = true;
        if (!paused) {
            socket.resume();
        }
    }

    @Override
    public void pause() {
        paused = true;
        socket.pause();
    }

    @Override
    public void resume() {
        paused = false;
        if (opened) {
            socket.resume();
        }
    }

    private void onRecord(RecordParser parser, Buffer record, LinkListener listener) {
        if (cause != null) {
            return;
        }
        if (!waitingForLength) {
            waitingForLength = true;
            parser.fixedSizeMode(LENGTH_BYTES);
            listener.onFrame(record.getBytes());
            return;
        }
        int length = record.getInt(0);
        if (length < 1 || length > maxFrameBytes) {
            cause = new TransportException(
                    TransportException.Kind.BAD_FRAME,
                    "a frame of " + Integer.toUnsignedString(length) + " bytes, where 1 to " + maxFrameBytes
                            + " are allowed; does the other side speak this protocol? Do both use TLS, or neither?",
                    null);
            close();
            return;
        }
        waitingForLength = false;
        parser.fixedSizeMode(length);
    }

    @Override
    public boolean send(byte[] frame) {
        socket.write(Buffer.buffer(LENGTH_BYTES + frame.length)
                .appendInt(frame.length)
                .appendBytes(frame));
        return !socket.writeQueueFull();
    }

    @Override
    public void close() {
        socket.close();
    }

    private void fail(Throwable failure) {
        if (cause == null) {
            cause = new TransportException(Causes.kind(failure), Causes.text(failure), failure);
        }
    }
}

package io.crdt.net.transport;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What can be chosen about a {@link TcpTransport}.
 *
 * @param address where to listen; port 0 takes any free one
 * @param maxFrameBytes the longest frame that is taken; a longer one closes the link
 * @param maxLinks how many links others may have open to here; more are refused
 * @param maxLinksPerAddress how many of them may come from one IP address
 * @param tls the files for TLS; null for plain text
 * @param verifyHosts whether who is dialed has to have a certificate for the host name or IP address that was dialed
 * @param allowPlainText whether plain text may leave this machine
 * @param writeTimeout how long a link lives on which nothing can be written: a peer that does not read must not hold up a
 *     close, or memory, for ever. Links that are well are written to more often.
 */
public record TcpOptions(
        Address address,
        int maxFrameBytes,
        int maxLinks,
        int maxLinksPerAddress,
        @Nullable TlsFiles tls,
        boolean verifyHosts,
        boolean allowPlainText,
        Duration writeTimeout) {

    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(30);

    /** Returns options for plain text that stays on this machine, with the default time-out. */
    public static TcpOptions plain(Address address, int maxFrameBytes, int maxLinks) {
        return new TcpOptions(address, maxFrameBytes, maxLinks, maxLinks, null, true, false, WRITE_TIMEOUT);
    }

    /** Returns these options with TLS. */
    public TcpOptions withTls(TlsFiles files, boolean verify) {
        return new TcpOptions(
                address, maxFrameBytes, maxLinks, maxLinksPerAddress, files, verify, allowPlainText, writeTimeout);
    }

    /** Returns these options with plain text allowed everywhere, or on this machine only. */
    public TcpOptions withPlainText(boolean everywhere) {
        return new TcpOptions(
                address, maxFrameBytes, maxLinks, maxLinksPerAddress, tls, verifyHosts, everywhere, writeTimeout);
    }

    /** Returns these options with another limit of links from one IP address. */
    public TcpOptions withMaxLinksPerAddress(int links) {
        return new TcpOptions(address, maxFrameBytes, maxLinks, links, tls, verifyHosts, allowPlainText, writeTimeout);
    }

    TcpOptions withWriteTimeout(Duration timeout) {
        return new TcpOptions(
                address, maxFrameBytes, maxLinks, maxLinksPerAddress, tls, verifyHosts, allowPlainText, timeout);
    }

    /** Returns why no link to or from that address may be opened in plain text; null if it may. */
    @Nullable
    String refusalOfPlainText(Address other) {
        if (tls != null || allowPlainText || other.isLoopback()) {
            return null;
        }
        return "plain text stays on this machine unless it is allowed: give the node certificates (setTls), or allow it "
                + "(setAllowPlainText) in a network where everybody may read and write everything";
    }
}

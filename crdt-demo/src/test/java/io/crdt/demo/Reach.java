package io.crdt.demo;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** From where a listening socket can be reached, found out by connecting to it. */
public final class Reach {

    private static final int TIMEOUT_MILLIS = 5_000;

    private Reach() {}

    /**
     * Requires that what listens at the URL can be reached at 127.0.0.1, and at no other address of this machine. A second
     * loopback address is tried, too, so that a machine without a network finds a socket that is bound to all addresses.
     */
    public static void requireLoopbackOnly(String url) throws IOException {
        int port = URI.create(url).getPort();
        try (Socket socket = connect(loopback(1), port)) {
            for (InetAddress address : otherAddresses()) {
                assertThrows(
                        IOException.class,
                        () -> connect(address, port).close(),
                        () -> url + " can be reached through " + address + ", from " + socket);
            }
        }
    }

    private static Socket connect(InetAddress address, int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(address, port), TIMEOUT_MILLIS);
            return socket;
        } catch (IOException refused) {
            socket.close();
            throw refused;
        }
    }

    private static InetAddress loopback(int number) throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) number});
    }

    private static List<InetAddress> otherAddresses() throws IOException {
        List<InetAddress> addresses = new ArrayList<>();
        addresses.add(loopback(2));
        NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress())
                .forEach(addresses::add);
        return addresses;
    }
}

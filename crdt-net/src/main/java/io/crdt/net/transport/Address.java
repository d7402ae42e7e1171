package io.crdt.net.transport;

/**
 * Where a replica can be reached.
 *
 * @param host a name or an IP address
 * @param port 1 to 65535; 0 to listen on any free one
 */
public record Address(String host, int port) {

    public Address {
        if (host.isBlank()) {
            throw new IllegalArgumentException("an address needs a host");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is a number from 0 to 65535, but this is " + port);
        }
    }

    /**
     * Reads {@code host:port}; an IPv6 address is put in brackets.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static Address parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("an address is written host:port, but this is \"" + text + "\"");
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (!bracketed && host.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "an IPv6 address is written [address]:port, but this is \"" + text + "\"");
        }
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            return new Address(bracketed ? host.substring(1, host.length() - 1) : host, port);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the port in \"" + text + "\" is not a number", e);
        }
    }

    /** Tells whether this is an address that only this machine reaches: {@code localhost}, 127.x.y.z or ::1. */
    public boolean isLoopback() {
        return host.equalsIgnoreCase("localhost")
                || host.matches("127(\\.\\d{1,3}){3}")
                || host.equals("::1")
                || host.matches("(0{1,4}:){7}0{0,3}1");
    }

    @Override
    public String toString() {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
}

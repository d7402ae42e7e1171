package io.crdt.net.transport;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a replica can be reached. One place has one spelling, so addresses are compared by {@code equals} and by their
 * text: names are in lower case, IPv4 addresses have four numbers, IPv6 addresses are written as in RFC 5952, and an IPv4
 * address inside of an IPv6 one, as in {@code ::ffff:127.0.0.1}, is the IPv4 address. Nothing is looked up for that.
 *
 * @param host a name or an IP address, without brackets
 * @param port 1 to 65535; 0 to listen on any free one
 */
public record Address(String host, int port) {

    private static final int MAX_NAME = 253;
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_-]*(\\.[\\p{L}\\p{N}_-]+)*\\.?");
    private static final Pattern NUMBERS = Pattern.compile("[0-9]+(\\.[0-9]+){0,3}");
    private static final Pattern ZONE = Pattern.compile("[A-Za-z0-9._~-]{1,32}");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final Pattern GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");
    private static final int GROUPS = 8;

    /**
     * Creates an address.
     *
     * @param host a name or an IP address in any spelling; an IPv6 address may be in brackets
     * @throws IllegalArgumentException if it is neither, or the port is out of range
     */
    public Address {
        host = canonical(host);
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
        if (!host.startsWith("[") && host.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "an IPv6 address is written [address]:port, but this is \"" + text + "\"");
        }
        String port = text.substring(colon + 1);
        if (!PORT.matcher(port).matches()) {
            throw new IllegalArgumentException("the port in \"" + text + "\" is not a number from 0 to 65535");
        }
        return new Address(host, Integer.parseInt(port));
    }

    /** Tells whether this is an address that only this machine reaches: {@code localhost}, 127.x.y.z or ::1. */
    public boolean isLoopback() {
        return host.equals("localhost")
                || host.startsWith("127.") && NUMBERS.matcher(host).matches()
                || withoutZone().equals("::1");
    }

    /** Tells whether the host is an IP address; else it is a name, of which there may be several. */
    boolean isNumeric() {
        return host.indexOf(':') >= 0 || NUMBERS.matcher(host).matches();
    }

    /** Tells whether this stands for all addresses of a machine: one can listen there, but not be found there. */
    public boolean isWildcard() {
        return host.equals("0.0.0.0") || withoutZone().equals("::");
    }

    private String withoutZone() {
        int zone = host.indexOf('%');
        return zone < 0 ? host : host.substring(0, zone);
    }

    private static String canonical(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]") && host.length() > 2;
        String inside = bracketed ? host.substring(1, host.length() - 1) : host;
        String found = null;
        if (bracketed || inside.indexOf(':') >= 0) {
            found = canonicalV6(inside);
        } else if (NUMBERS.matcher(inside).matches()) {
            found = canonicalV4(inside);
        } else if (inside.length() <= MAX_NAME && NAME.matcher(inside).matches()) {
            found = inside.toLowerCase(Locale.ROOT);
        }
        if (found == null) {
            throw new IllegalArgumentException(
                    "a host is a name of letters, digits, dots and dashes, or an IP address, but this is \""
                            + (host.length() > MAX_NAME ? host.substring(0, MAX_NAME) + "…" : host) + "\"");
        }
        return found;
    }

    /** Of less than four numbers the last one fills what is left, as in 127.1; all are decimal. */
    private static @Nullable String canonicalV4(String text) {
        String[] numbers = text.split("\\.", -1);
        long address = 0;
        for (int i = 0; i < numbers.length; i++) {
            int bits = i < numbers.length - 1 ? 8 : 8 * (5 - numbers.length);
            if (numbers[i].length() > 10 || Long.parseLong(numbers[i]) >= 1L << bits) {
                return null;
            }
            address = address << bits | Long.parseLong(numbers[i]);
        }
        return dotted(address);
    }

    private static String dotted(long address) {
        return (address >> 24) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255);
    }

    private static @Nullable String canonicalV6(String text) {
        int percent = text.indexOf('%');
        String zone = percent < 0 ? "" : text.substring(percent + 1);
        String digits = percent < 0 ? text : text.substring(0, percent);
        if (percent >= 0 && !ZONE.matcher(zone).matches()) {
            return null;
        }
        int gap = digits.indexOf("::");
        List<Integer> groups = groups(gap < 0 ? digits : digits.substring(0, gap), gap < 0);
        if (groups != null && gap >= 0) {
            List<Integer> behind = groups(digits.substring(gap + 2), true);
            if (behind == null || groups.size() + behind.size() >= GROUPS) {
                return null;
            }
            while (groups.size() + behind.size() < GROUPS) {
                groups.add(0);
            }
            groups.addAll(behind);
        }
        if (groups == null || groups.size() != GROUPS) {
            return null;
        }
        boolean mapped = groups.subList(0, 5).stream().allMatch(group -> group == 0) && groups.get(5) == 0xffff;
        if (mapped) {
            return dotted((long) groups.get(6) << 16 | groups.get(7));
        }
        return print(groups) + (zone.isEmpty() ? "" : "%" + zone);
    }

    /** Reads groups of hexadecimal digits; the last two may be written as an IPv4 address where an address ends. */
    private static @Nullable List<Integer> groups(String text, boolean ends) {
        List<Integer> groups = new ArrayList<>();
        List<String> parts = text.isEmpty() ? List.of() : Arrays.asList(text.split(":", -1));
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            if (GROUP.matcher(part).matches()) {
                groups.add(Integer.parseInt(part, 16));
            } else if (ends
                    && i == parts.size() - 1
                    && part.chars().filter(c -> c == '.').count() == 3) {
                String v4 = NUMBERS.matcher(part).matches() ? canonicalV4(part) : null;
                if (v4 == null) {
                    return null;
                }
                String[] numbers = v4.split("\\.", -1);
                groups.add(Integer.parseInt(numbers[0]) << 8 | Integer.parseInt(numbers[1]));
                groups.add(Integer.parseInt(numbers[2]) << 8 | Integer.parseInt(numbers[3]));
            } else {
                return null;
            }
        }
        return groups;
    }

    /** Leaves out the longest run of zeros, the first of several, if it is longer than one group. */
    private static String print(List<Integer> groups) {
        int from = 0;
        int length = 0;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups.get(end) == 0) {
                end++;
            }
            if (end - i > length) {
                from = i;
                length = end - i;
            }
        }
        return length < 2
                ? joined(groups)
                : joined(groups.subList(0, from)) + "::" + joined(groups.subList(from + length, GROUPS));
    }

    private static String joined(List<Integer> groups) {
        return String.join(":", groups.stream().map(Integer::toHexString).toList());
    }

    @Override
    public String toString() {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
}

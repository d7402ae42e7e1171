package io.crdt.codec;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/**
 * One direction of a link, decoded as {@code WIRE.md} says, from it alone: nothing of this library is used here, and every
 * message becomes one line of text. What this cannot read is an error of the document or of the library.
 */
final class SecondDecoder {

    private static final List<String> WELL_KNOWN = List.of(
            ("GCounter PNCounter CounterMap BoundedCounter GSet TwoPSet ORSet RWSet LWWSet LWWRegister MVRegister MaxRegister"
                            + " MinRegister EWFlag DWFlag LWWMap ORMap MVMap RGA Sequence ORMultiMap LatticeRegister"
                            + " ORMap<ORSet> ORMap<LWWMap> ORMap<PNCounter> ORMap<CounterMap> ORMap<LWWRegister>"
                            + " ORMap<MVRegister> ORMap<EWFlag>")
                    .split(" "));

    private static final HexFormat HEX = HexFormat.of();

    private record Shape(int maps, int kind, List<Shape> sides) {
        int steps() {
            return maps
                    + sides.stream().mapToInt(side -> 1 + side.steps()).max().orElse(0);
        }

        int stores() {
            return 1 + maps + sides.stream().mapToInt(Shape::stores).sum();
        }
    }

    private record Entries(String id, Shape shape) {}

    private final List<String> origins = new ArrayList<>();
    private final List<Entries> objects = new ArrayList<>();
    private final List<String> types = new ArrayList<>(WELL_KNOWN);
    private Map<String, Long> v = new TreeMap<>();
    private String digests = "";
    private int objectChars;
    private long time;
    private boolean greeted;
    private boolean checksums;
    private byte[] message = {};
    private byte[] in = {};
    private int at;

    /** Takes a frame, without the length before it, and returns the message that ends there, or null if none does. */
    String accept(byte[] frame) {
        in = frame;
        at = 0;
        long head = n();
        require(head >> 2 == 0, "one channel");
        int before = message.length;
        message = Arrays.copyOf(message, before + in.length - at);
        System.arraycopy(in, at, message, before, in.length - at);
        if ((head & 3) == 2) {
            origins.clear();
            objects.clear();
            types.subList(WELL_KNOWN.size(), types.size()).clear();
            v = new TreeMap<>();
            digests = "";
            time = 0;
            message = new byte[0];
            return "Void";
        }
        if ((head & 3) == 0) {
            return null;
        }
        in = message;
        at = 0;
        message = new byte[0];
        if (!greeted && in[0] == 'C') {
            return hello();
        }
        if (checksums) {
            checksum();
        }
        String text = message(in[at++]);
        require(at == in.length, "nothing is left");
        if (origins.size() > 65_536) {
            origins.clear();
            v = new TreeMap<>();
        }
        return text;
    }

    private void checksum() {
        CRC32C sum = new CRC32C();
        sum.update(in, 0, in.length - 4);
        at = in.length - 4;
        require((int) fixed(4) == (int) sum.getValue(), "the checksum");
        in = Arrays.copyOf(in, in.length - 4);
        at = 0;
    }

    private String hello() {
        checksum();
        greeted = true;
        require(new String(in, 0, 4, StandardCharsets.US_ASCII).equals("CRDT"), "the magic");
        at = 4;
        long highest = n();
        require(highest >= 4 && n() <= 4, "edition 4");
        checksums = (n() & 1) == 1;
        require(n() == 0, "space 0");
        String text = "Hello " + text() + " " + replica() + " " + n() + " ";
        digests = u64() + " " + u64();
        return text + digests + " " + n();
    }

    private String message(int kind) {
        return switch (kind) {
            case 1 -> have();
            case 2, 3 -> "Push " + delta(kind == 3);
            case 4 -> "Probe " + (digests = u64() + " " + u64());
            case 5 -> "Bye " + n() + " " + text();
            case 6 -> "Probe " + digests;
            case 7 -> "Prune " + new TreeSet<>(many(this::origin));
            case 8 -> repair();
            case 9 -> "Forked " + new TreeSet<>(many(this::origin));
            default -> throw new IllegalStateException("kind " + kind);
        };
    }

    private String have() {
        boolean ask = in[at++] == 1;
        Map<String, Long> told = new TreeMap<>();
        var unused = difference(v, told);
        told.forEach((origin, seq) -> v.merge(origin, seq, Math::max));
        return "Have " + ask + " " + told;
    }

    /** Reads a difference to a vector; {@code changed} gets the numbers that differ. */
    private Map<String, Long> difference(Map<String, Long> base, Map<String, Long> changed) {
        Map<String, Long> result = new TreeMap<>(base);
        int next = 0;
        for (long left = n(); left > 0; left--) {
            int number = next + (int) n();
            next = number + 1;
            if (number == origins.size()) {
                origins.add(u64() + u64());
            }
            String origin = origins.get(number);
            long seq = base.getOrDefault(origin, 0L) + signed();
            changed.put(origin, seq);
            result.put(origin, seq);
        }
        result.values().removeIf(seq -> seq == 0);
        return result;
    }

    private String delta(boolean hasSurvivors) {
        Map<String, Long> from = difference(v, new HashMap<>());
        Map<String, Long> to = difference(from, new HashMap<>());
        v = to;
        StringBuilder out = new StringBuilder(from + " " + to + " chains");
        to.forEach((origin, seq) -> {
            if (seq > from.getOrDefault(origin, 0L)) {
                out.append(' ').append(origin).append('=').append(u64());
            }
        });
        for (long left = n(); left > 0; left--) {
            Entries object = object();
            out.append("\n ").append(object.id());
            Map<String, Long> seqs = new HashMap<>(from);
            List<String> path = new ArrayList<>();
            for (long entries = n(); entries > 0; entries = n()) {
                String origin = origin();
                for (; entries > 0; entries--) {
                    long seq = seqs.merge(origin, n() + 1, Long::sum);
                    boolean carries = path(object.shape(), path).kind() == 1;
                    out.append("\n  " + origin + ":" + seq + " " + path + (carries ? " " + value() : ""));
                }
            }
        }
        removals(from, out);
        if (hasSurvivors) {
            out.append("\n floor ").append(difference(Map.of(), new HashMap<>()));
            out.append("\n alive ").append(new TreeSet<>(many(() -> origin() + "=" + survivors())));
        }
        return out.toString();
    }

    /** Reads a path into the list, behind the steps that it shares with the one before, and returns the leaf. */
    private Shape path(Shape shape, List<String> path) {
        path.subList(shape.steps() > 1 ? (int) n() : 0, path.size()).clear();
        Shape place = shape;
        for (int step = 0; ; step++) {
            for (int map = 0; map < place.maps(); map++, step++) {
                if (step == path.size()) {
                    path.add(value());
                }
            }
            if (place.sides().isEmpty()) {
                return place;
            }
            if (step == path.size()) {
                path.add("side " + in[at++]);
            }
            place = place.sides().get(path.get(step).equals("side 0") ? 0 : 1);
        }
    }

    private void removals(Map<String, Long> from, StringBuilder out) {
        Map<String, Long> removedSeqs = new HashMap<>(from);
        Map<String, Long> operationSeqs = new HashMap<>();
        String group = "";
        String removed = "";
        for (long x = n(); x != 6; x = n()) {
            if (x == 5) {
                group = origin();
                removed = group;
                operationSeqs.put(group, from.getOrDefault(group, 0L));
                continue;
            }
            long step = x & 7;
            long back = unzigzag(x >>> 3);
            long count = 1;
            if (step == 4) {
                require(x == 4, "a long removal");
                long how = n();
                step = how >> 2;
                removed = (how & 1) == 1 ? origin() : removed;
                back = signed();
                count = (how & 2) == 2 ? n() : 1;
            }
            for (; count > 0; count--) {
                long by = operationSeqs.merge(group, step, Long::sum);
                out.append(
                        "\n " + group + ":" + by + " - " + removed + ":" + removedSeqs.merge(removed, back, Long::sum));
            }
        }
    }

    private List<String> survivors() {
        long[] last = {-1};
        return many(() -> {
            long x = n();
            long first = last[0] + 1 + ((x & 1) == 1 ? n() + 2 : 1);
            last[0] = first + (x >>> 1);
            return first + "-" + last[0];
        });
    }

    private String repair() {
        StringBuilder out = new StringBuilder("Repair " + u64());
        out.append("\n sums ").append(many(() -> origin() + "=" + n() + "-" + n() + " " + n() + " " + u64()));
        out.append("\n chains ").append(new TreeSet<>(many(() -> origin() + "=" + u64())));
        List<String> ranges = many(() -> {
            String origin = origin();
            long[] last = {0};
            return origin + "="
                    + many(() -> {
                        long first = last[0] + n();
                        last[0] = first + n();
                        return first + "-" + last[0];
                    });
        });
        out.append("\n ranges ").append(new TreeSet<>(ranges));
        if (!ranges.isEmpty()) {
            require(in[at++] == 2, "a delta");
            Map<String, Long> kept = v;
            out.append("\n").append(delta(false));
            v = kept;
        }
        return out.toString();
    }

    private Entries object() {
        int number = (int) n();
        if (number == objects.size()) {
            String name = text();
            int type = (int) n();
            if (type == types.size()) {
                types.add(text());
            }
            int start = at;
            Shape shape = shape();
            String typeName = types.get(type);
            int chars = 8 * (1 + shape.stores()) + name.length() + typeName.length();
            objectChars += chars;
            if (objectChars > 1 << 20) {
                objectChars = chars;
                number = 0;
                objects.clear();
                types.subList(WELL_KNOWN.size(), types.size()).clear();
            }
            objects.add(new Entries(name + " " + typeName + " " + HEX.formatHex(in, start, at), shape));
        }
        return objects.get(number);
    }

    private Shape shape() {
        int x = (int) n();
        return new Shape(x >> 2, x & 3, (x & 3) == 2 ? List.of(shape(), shape()) : List.of());
    }

    private String value() {
        int start = at;
        int kind = in[at++] & 0xff;
        if (kind >= 0x80 || kind == 22) {
            at--;
            return '"' + text() + '"';
        }
        return switch (kind) {
            case 0 -> "unit";
            case 1 -> origin();
            case 2 -> origin() + ":" + n();
            case 3 -> (time += signed()) + " " + value();
            case 4 -> many(this::value).toString();
            case 5 -> "absent";
            case 6 -> "present " + value();
            case 7 -> "false";
            case 8 -> "true";
            case 9 -> "i8 " + in[at++];
            case 10 -> "i16 " + (short) fixed(2);
            case 11 -> "i32 " + signed();
            case 12 -> "i64 " + signed();
            case 13 -> "char " + n();
            case 14 -> "f32 " + fixed(4);
            case 15 -> "f64 " + fixed(8);
            case 16 -> "uuid " + u64() + u64();
            case 17 -> "integer " + new BigInteger(bytes());
            case 18 -> "decimal " + signed() + " " + new BigInteger(bytes());
            case 19 -> "instant " + signed() + " " + n();
            case 20 -> "date " + signed();
            case 21 -> "class " + n() + " " + HEX.formatHex(bytes());
            case 23 -> "tally " + n() + " " + signed();
            case 28 -> "tally " + n() + " " + signed() + " +" + n() + " " + signed();
            case 24 -> "max " + value();
            case 25 -> "min " + value();
            case 26 -> "pair " + value() + " " + value();
            case 27 -> "map " + many(() -> value() + "=" + value());
            case 29 -> replica();
            default -> throw new IllegalStateException("kind " + kind + " at " + start);
        };
    }

    private String origin() {
        int number = (int) n();
        if (number == origins.size()) {
            origins.add(u64() + u64());
        }
        return origins.get(number);
    }

    private String replica() {
        return "replica " + u64() + u64() + " \"" + text() + '"';
    }

    private <T> List<T> many(Supplier<T> one) {
        List<T> all = new ArrayList<>();
        for (long left = n(); left > 0; left--) {
            all.add(one.get());
        }
        return all;
    }

    private long n() {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            byte next = in[at++];
            value |= (next & 0x7fL) << 7 * i;
            if (next >= 0) {
                return value;
            }
        }
        return value | (in[at++] & 0xffL) << 56;
    }

    private long signed() {
        return unzigzag(n());
    }

    private static long unzigzag(long value) {
        return value >>> 1 ^ -(value & 1);
    }

    private long fixed(int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (in[at++] & 0xffL) << 8 * i;
        }
        return value;
    }

    private String u64() {
        return HEX.toHexDigits(fixed(8));
    }

    private byte[] bytes() {
        int length = (int) n();
        at += length;
        return Arrays.copyOfRange(in, at - length, at);
    }

    private String text() {
        int head = in[at++] & 0xff;
        if (head == 22) {
            StringBuilder text = new StringBuilder();
            for (long left = n(); left > 0; left--) {
                text.append((char) fixed(2));
            }
            return text.toString();
        }
        int length = head == 0xff ? (int) n() : head - 0x80;
        at += length;
        return new String(in, at - length, length, StandardCharsets.UTF_8);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what + " is not as the document says");
        }
    }
}

package io.crdt.codec;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final String REPLICA = "replica %u%u \"%t\"";

    /** The values by their kinds; what a letter after % stands for says {@link #field}. */
    private static final String[] VALUES =
            ("unit|%o|%o:%n|%T %v|%l|absent|present %v|false|true|i8 %b|i16 %h|i32 %s|i64 %s"
                            + "|char %n|f32 %f|f64 %d|uuid %u%u|integer %i|decimal %s %i|instant %s %n|date %s|class %n %x|"
                            + "|tally %n %s|max %v|min %v|pair %v %v|map %m|tally %n %s +%n %s|" + REPLICA)
                    .split("\\|");

    private static final Pattern FIELD = Pattern.compile("%(.)");
    private static final HexFormat HEX = HexFormat.of();

    /** A leaf of dots (0) or values (1), a pair (2) or a map (3). */
    private record Shape(int kind, List<Shape> parts) {
        int steps() {
            return parts.stream().mapToInt(part -> 1 + part.steps()).max().orElse(0);
        }

        int stores() {
            return 1 + parts.stream().mapToInt(Shape::stores).sum();
        }
    }

    private record Entries(String id, Shape shape) {}

    /** What the messages before say of those that follow. */
    private static final class Memory {
        final List<String> origins = new ArrayList<>();
        final List<Entries> objects = new ArrayList<>();
        final List<String> types = new ArrayList<>(WELL_KNOWN);
        Map<String, Long> v = new TreeMap<>();
        String digests = "";
        int objectChars;
        long time;
    }

    private Memory memory = new Memory();
    private boolean checksums;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private ByteBuffer in = ByteBuffer.allocate(0);

    /** Takes a frame, without the length before it, and returns the message that ends there, or null if none does. */
    String accept(byte[] frame) {
        in = ByteBuffer.wrap(frame);
        long head = n();
        assertTrue(head >> 2 == 0, "one channel");
        message.write(frame, in.position(), in.remaining());
        if ((head & 3) == 0) {
            return null;
        }
        in = ByteBuffer.wrap(message.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        message.reset();
        if ((head & 3) == 2) {
            memory = new Memory();
            return "Void";
        }
        if (in.get(0) == 'C') {
            return hello();
        }
        if (checksums) {
            checksum();
        }
        String text = message(in.get());
        assertTrue(!in.hasRemaining(), "nothing is left");
        if (memory.origins.size() > 65_536) {
            memory.origins.clear();
            memory.v = new TreeMap<>();
        }
        return text;
    }

    private void checksum() {
        int end = in.limit() - 4;
        CRC32C sum = new CRC32C();
        sum.update(in.array(), 0, end);
        assertTrue(in.getInt(end) == (int) sum.getValue(), "the checksum");
        in.limit(end);
    }

    private String hello() {
        checksum();
        assertTrue(in.getInt() == 0x54445243, "the magic");
        assertTrue(n() >= 4 && n() <= 4, "edition 4");
        checksums = (n() & 1) == 1;
        assertTrue(n() == 0, "space 0");
        return read("Hello %t " + REPLICA + " %n ") + (memory.digests = read("%u %u")) + read(" %n");
    }

    private String message(int kind) {
        return switch (kind) {
            case 1 -> have();
            case 2, 3 -> "Push " + delta(kind == 3);
            case 4 -> "Probe " + (memory.digests = read("%u %u"));
            case 5 -> read("Bye %n %t");
            case 6 -> "Probe " + memory.digests;
            case 7 -> "Prune " + new TreeSet<>(many(() -> read("%o")));
            case 8 -> repair();
            case 9 -> "Forked " + new TreeSet<>(many(() -> read("%o")));
            case 15 -> "Durable " + whole();
            case 16 -> "Confirm " + whole();
            default -> throw new IllegalStateException("kind " + kind);
        };
    }

    private Map<String, Long> whole() {
        Map<String, Long> seqs = new TreeMap<>();
        for (long left = n(); left > 0; left--) {
            String origin = read("%u%u");
            seqs.put(origin, n());
        }
        return seqs;
    }

    private String have() {
        boolean ask = in.get() == 1;
        Map<String, Long> told = difference(memory.v);
        told.forEach((origin, seq) -> memory.v.merge(origin, seq, Math::max));
        return "Have " + ask + " " + told;
    }

    /** Reads what differs from a vector. */
    private Map<String, Long> difference(Map<String, Long> base) {
        Map<String, Long> changed = new TreeMap<>();
        int number = -1;
        for (long left = n(); left > 0; left--) {
            number += 1 + (int) n();
            String origin = origin(number);
            changed.put(origin, base.getOrDefault(origin, 0L) + signed());
        }
        return changed;
    }

    private Map<String, Long> vector(Map<String, Long> base) {
        Map<String, Long> vector = new TreeMap<>(base);
        vector.putAll(difference(base));
        vector.values().removeIf(seq -> seq == 0);
        return vector;
    }

    private String delta(boolean hasSurvivors) {
        Map<String, Long> from = vector(memory.v);
        Map<String, Long> to = vector(from);
        memory.v = to;
        StringBuilder out = new StringBuilder(from + " " + to + " chains");
        to.forEach((origin, seq) -> out.append(seq > from.getOrDefault(origin, 0L) ? read(" " + origin + "=%u") : ""));
        for (long left = n(); left > 0; left--) {
            Entries object = object();
            out.append("\n ").append(object.id());
            Map<String, Long> seqs = new HashMap<>(from);
            List<String> path = new ArrayList<>();
            for (long entries = n(); entries > 0; entries = n()) {
                String origin = origin((int) n());
                for (; entries > 0; entries--) {
                    long seq = seqs.merge(origin, n() + 1, Long::sum);
                    boolean carries = path(object.shape(), path).kind() == 1;
                    out.append("\n  " + origin + ":" + seq + " " + path + (carries ? " " + value() : ""));
                }
            }
        }
        removals(from, out);
        if (hasSurvivors) {
            out.append("\n floor " + vector(Map.of()));
            out.append("\n alive " + new TreeSet<>(many(() -> read("%o=") + ranges(true))));
        }
        return out.toString();
    }

    /** Reads a path into the list, behind the steps that it shares with the one before, and returns the leaf. */
    private Shape path(Shape shape, List<String> path) {
        path.subList(shape.steps() > 1 ? (int) n() : 0, path.size()).clear();
        Shape place = shape;
        for (int step = 0; !place.parts().isEmpty(); step++) {
            if (step == path.size()) {
                path.add(place.kind() == 2 ? read("side %b") : value());
            }
            place = place.parts().get(path.get(step).equals("side 1") ? 1 : 0);
        }
        return place;
    }

    private void removals(Map<String, Long> from, StringBuilder out) {
        Map<String, Long> removedSeqs = new HashMap<>(from);
        Map<String, Long> operationSeqs = new HashMap<>();
        String group = "";
        String removed = "";
        for (long x = n(); x != 6; x = n()) {
            if (x == 5) {
                group = origin((int) n());
                removed = group;
                operationSeqs.put(group, from.getOrDefault(group, 0L));
                continue;
            }
            assertTrue(x == 4 || (x & 7) < 4, "a removal");
            long how = x == 4 ? n() : (x & 7) << 2;
            removed = (how & 1) == 1 ? origin((int) n()) : removed;
            long back = x == 4 ? signed() : unzigzag(x >>> 3);
            for (long count = (how & 2) == 2 ? n() : 1; count > 0; count--) {
                out.append("\n " + group + ":" + operationSeqs.merge(group, how >> 2, Long::sum));
                out.append(" - " + removed + ":" + removedSeqs.merge(removed, back, Long::sum));
            }
        }
    }

    /** Reads ranges as they stand among survivors, or as in a repair. */
    private List<String> ranges(boolean alive) {
        long[] last = {alive ? -1 : 0};
        return many(() -> {
            long x = n();
            long first = last[0] + (!alive ? x : (x & 1) == 1 ? 3 + n() : 2);
            last[0] = first + (alive ? x >>> 1 : n());
            return first + "-" + last[0];
        });
    }

    private String repair() {
        String sums = read("Repair %u\n sums ") + many(() -> read("%o=%n-%n %n %u"));
        String chains = "\n chains " + new TreeSet<>(many(() -> read("%o=%u")));
        Set<String> ranges = new TreeSet<>(many(() -> read("%o=") + ranges(false)));
        Map<String, Long> kept = memory.v;
        assertTrue(ranges.isEmpty() || in.get() == 2, "a delta");
        String section = ranges.isEmpty() ? "" : "\n" + delta(false);
        memory.v = kept;
        return sums + chains + "\n ranges " + ranges + section;
    }

    private Entries object() {
        int number = (int) n();
        if (number == memory.objects.size()) {
            String name = text();
            int type = (int) n();
            if (type == memory.types.size()) {
                memory.types.add(text());
            }
            int start = in.position();
            Shape shape = shape();
            String typeName = memory.types.get(type);
            int chars = 8 * (1 + shape.stores()) + name.length() + typeName.length();
            memory.objectChars += chars;
            if (memory.objectChars > 1 << 20) {
                memory.objectChars = chars;
                number = 0;
                memory.objects.clear();
                memory.types.subList(WELL_KNOWN.size(), memory.types.size()).clear();
            }
            String shown = HEX.formatHex(in.array(), start, in.position());
            memory.objects.add(new Entries(name + " " + typeName + " " + shown, shape));
        }
        return memory.objects.get(number);
    }

    private Shape shape() {
        int x = (int) n();
        Shape shape = new Shape(x & 3, (x & 3) == 2 ? List.of(shape(), shape()) : List.of());
        for (int maps = x >> 2; maps > 0; maps--) {
            shape = new Shape(3, List.of(shape));
        }
        return shape;
    }

    private String value() {
        int kind = in.get(in.position()) & 0xff;
        return kind >= 0x80 || kind == 22 ? '"' + text() + '"' : read(VALUES[in.get()]);
    }

    /** Returns the text with fields in place of the letters that stand for them. */
    private String read(String fields) {
        return FIELD.matcher(fields).replaceAll(found -> Matcher.quoteReplacement(field(found.group(1))));
    }

    private String field(String letter) {
        return switch (letter) {
            case "b" -> "" + in.get();
            case "h" -> "" + in.getShort();
            case "f" -> "" + (in.getInt() & 0xffff_ffffL);
            case "d" -> "" + in.getLong();
            case "u" -> HEX.toHexDigits(in.getLong());
            case "n" -> "" + n();
            case "s" -> "" + signed();
            case "i" -> "" + new BigInteger(bytes(n()));
            case "x" -> HEX.formatHex(bytes(n()));
            case "t" -> text();
            case "o" -> origin((int) n());
            case "T" -> "" + (memory.time += signed());
            case "v" -> value();
            case "l" -> "" + many(this::value);
            case "m" -> "" + many(() -> read("%v=%v"));
            default -> throw new IllegalStateException("field " + letter);
        };
    }

    private String origin(int number) {
        if (number == memory.origins.size()) {
            memory.origins.add(read("%u%u"));
        }
        return memory.origins.get(number);
    }

    private List<String> many(Supplier<String> one) {
        List<String> all = new ArrayList<>();
        for (long left = n(); left > 0; left--) {
            all.add(one.get());
        }
        return all;
    }

    private long n() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (next & (shift == 56 ? 0xffL : 0x7fL)) << shift;
            if (next >= 0 || shift == 56) {
                return value;
            }
        }
    }

    private long signed() {
        return unzigzag(n());
    }

    private static long unzigzag(long value) {
        return value >>> 1 ^ -(value & 1);
    }

    private byte[] bytes(long length) {
        byte[] bytes = new byte[(int) length];
        in.get(bytes);
        return bytes;
    }

    private String text() {
        int head = in.get() & 0xff;
        return head == 22
                ? String.join("", many(() -> "" + in.getChar()))
                : new String(bytes(head == 0xff ? n() : head - 0x80), StandardCharsets.UTF_8);
    }
}

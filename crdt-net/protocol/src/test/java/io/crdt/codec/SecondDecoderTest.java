package io.crdt.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crdt.causal.Dot;
import io.crdt.causal.DotPair;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.Unit;
import io.crdt.causal.VersionVector;
import io.crdt.lattice.GrowMap;
import io.crdt.lattice.Max;
import io.crdt.lattice.Min;
import io.crdt.lattice.Pair;
import io.crdt.protocol.Message;
import io.crdt.replica.DotRanges;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.Shape;
import io.crdt.replica.StateDelta;
import io.crdt.replica.StateDelta.ObjectEntries;
import io.crdt.type.Stamped;
import io.crdt.type.Tally;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** {@code WIRE.md} is enough to write another decoder: {@link SecondDecoder} reads what this library sends. */
class SecondDecoderTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final MessageCodec CODEC = MessageCodec.of(Codec.standard());

    @Property(tries = 300)
    void whateverIsSaidOnALinkIsReadByTheSecondDecoder(
            @ForAll long seed, @ForAll boolean forgetful, @ForAll @IntRange(min = 2, max = 3_000) int maxFrame) {
        Random random = new Random(seed);
        Executions run = new Executions(seed, forgetful ? 4 : 1 << 16);
        LinkEncoder sender = random.nextBoolean() ? CODEC.newEncoder() : CODEC.newUncheckedEncoder();
        SecondDecoder receiver = new SecondDecoder();
        Message hello = new Message.Hello("shop", ReplicaId.random(random, "node"), 1 << 20, random.nextLong(), 7);
        assertEquals(Text.of(hello), carry(sender, receiver, hello, maxFrame), () -> "seed " + seed);
        for (int i = 0; i < 12; i++) {
            Message message = random.nextInt(6) == 0
                    ? Executions.repairs(seed, 30).get(random.nextInt(3))
                    : LinkCodecTest.any(run, random);
            if (!(message instanceof Message.Hello)) {
                assertEquals(Text.of(message), carry(sender, receiver, message, maxFrame), () -> "seed " + seed);
            }
        }
    }

    /** Three nodes that wrote, removed, went offline and came back: each line is a direction of a link and a frame of it. */
    @Test
    void recordedTrafficIsReadByBothAlike() throws IOException, DecodeException {
        Map<String, SecondDecoder> seconds = new HashMap<>();
        Map<String, LinkDecoder> firsts = new HashMap<>();
        Map<String, Integer> kinds = new TreeMap<>();
        try (InputStream recorded = SecondDecoderTest.class.getResourceAsStream("recorded-traffic-edition-4.txt")) {
            String lines = new String(Objects.requireNonNull(recorded).readAllBytes(), StandardCharsets.US_ASCII);
            for (String line : lines.lines().toList()) {
                String direction = line.substring(0, line.indexOf(' '));
                byte[] frame = HEX.parseHex(line.substring(direction.length() + 1));
                Message first = firsts.computeIfAbsent(direction, each -> CODEC.newDecoder(1 << 20))
                        .accept(frame);
                String second = seconds.computeIfAbsent(direction, each -> new SecondDecoder())
                        .accept(frame);
                assertEquals(first == null ? null : Text.of(first), second, () -> "line " + line);
                if (first != null) {
                    kinds.merge(first.getClass().getSimpleName(), 1, Integer::sum);
                }
            }
        }
        assertEquals(Set.of("Bye", "Have", "Hello", "Probe", "Prune", "Push"), kinds.keySet(), kinds::toString);
    }

    private static String carry(LinkEncoder sender, SecondDecoder receiver, Message message, int maxFrame) {
        String arrived = null;
        for (Iterator<byte[]> frames = sender.frames(message, maxFrame); frames.hasNext(); ) {
            arrived = receiver.accept(frames.next());
        }
        return String.valueOf(arrived);
    }

    /** Writes a message as the second decoder does. */
    private static final class Text implements Message.Handler {

        private String written = "";

        static String of(Message message) {
            Text text = new Text();
            message.accept(text);
            return text.written;
        }

        @Override
        public void handle(Message.Hello hello) {
            written = "Hello " + hello.cluster() + " " + value(hello.replica()) + " " + hello.maxMessageBytes() + " "
                    + hex(hello.contextDigest()) + " " + hex(hello.fingerprint()) + " " + hello.clockMillis();
        }

        @Override
        public void handle(Message.Have have) {
            written = "Have " + have.ask() + " " + vector(have.context());
        }

        @Override
        public void handle(Message.Push push) {
            StateDelta delta = push.delta();
            StringBuilder out = new StringBuilder("Push " + delta(delta));
            StateDelta.Survivors survivors = delta.survivors();
            if (survivors != null) {
                out.append("\n floor ").append(vector(survivors.floor()));
                out.append("\n alive ").append(ranges(survivors.alive()));
            }
            written = out.toString();
        }

        @Override
        public void handle(Message.Prune prune) {
            written = "Prune " + origins(prune.origins());
        }

        @Override
        public void handle(Message.Probe probe) {
            written = "Probe " + hex(probe.contextDigest()) + " " + hex(probe.fingerprint());
        }

        @Override
        public void handle(Message.Repair repair) {
            StringBuilder out = new StringBuilder("Repair " + hex(repair.contextDigest()));
            out.append("\n sums ")
                    .append(repair.sums().stream()
                            .map(sum -> origin(sum.origin()) + "=" + range(sum.range()) + " " + sum.count() + " "
                                    + hex(sum.hash()))
                            .toList());
            out.append("\n chains ").append(chains(repair.chains()));
            out.append("\n ranges ").append(ranges(repair.section().ranges()));
            if (!repair.section().isEmpty()) {
                Map<Incarnation, Long> ends = new HashMap<>();
                repair.section()
                        .ranges()
                        .origins()
                        .forEach((origin, ranges) ->
                                ends.put(origin, ranges.get(ranges.size() - 1).last()));
                out.append("\n")
                        .append(delta(new StateDelta(
                                VersionVector.EMPTY,
                                VersionVector.EMPTY.withSeqs(ends),
                                repair.section().objects(),
                                List.of(),
                                Map.of(),
                                null)));
            }
            written = out.toString();
        }

        @Override
        public void handle(Message.Forked forked) {
            written = "Forked " + origins(forked.origins());
        }

        @Override
        public void handle(Message.Confirm confirm) {
            written = "Confirm " + vector(confirm.context());
        }

        @Override
        public void handle(Message.Durable durable) {
            written = "Durable " + vector(durable.context());
        }

        @Override
        public void handle(Message.Unknown unknown) {
            throw new IllegalStateException("nobody sends " + unknown);
        }

        @Override
        public void handle(Message.Bye bye) {
            written = "Bye " + bye.kind().number() + " " + bye.text();
        }

        private static String delta(StateDelta delta) {
            StringBuilder out = new StringBuilder(vector(delta.from()) + " " + vector(delta.to()) + " chains");
            chains(delta.chains()).forEach(chain -> out.append(' ').append(chain));
            for (ObjectEntries object : delta.objects()) {
                out.append("\n " + object.id().name() + " " + object.id().type() + " "
                        + shape(object.id().shape(), 0));
                for (Entry entry : object.entries()) {
                    out.append("\n  " + dot(entry.dot()) + " " + path(entry.path())
                            + (entry.payload() == Unit.UNIT ? "" : " " + value(entry.payload())));
                }
            }
            delta.removals().forEach(each -> out.append("\n " + dot(each.by()) + " - " + dot(each.removed())));
            return out.toString();
        }

        private static String shape(Shape shape, int maps) {
            return switch (shape.kind()) {
                case MAP -> shape(shape.parts().get(0), maps + 1);
                case DOTS -> HEX.toHexDigits((byte) (4 * maps));
                case VALUES -> HEX.toHexDigits((byte) (4 * maps + 1));
                case PAIR ->
                    HEX.toHexDigits((byte) (4 * maps + 2))
                            + shape(shape.parts().get(0), 0)
                            + shape(shape.parts().get(1), 0);
            };
        }

        private static List<String> path(Path path) {
            List<String> steps = new ArrayList<>();
            for (Path rest = path; rest instanceof Path.Step step; rest = step.rest()) {
                steps.add(
                        step.key() instanceof DotPair.Side side
                                ? "side " + (side == DotPair.Side.FIRST ? 0 : 1)
                                : value(step.key()));
            }
            return steps;
        }

        private static Map<String, Long> vector(VersionVector vector) {
            Map<String, Long> seqs = new TreeMap<>();
            vector.forEach((origin, seq) -> seqs.put(origin(origin), seq));
            return seqs;
        }

        private static Set<String> chains(Map<Incarnation, Long> chains) {
            Set<String> out = new TreeSet<>();
            chains.forEach((origin, chain) -> out.add(origin(origin) + "=" + hex(chain)));
            return out;
        }

        private static Set<String> origins(Set<Incarnation> origins) {
            Set<String> sorted = new TreeSet<>();
            origins.forEach(each -> sorted.add(origin(each)));
            return sorted;
        }

        private static Set<String> ranges(DotRanges ranges) {
            Set<String> sorted = new TreeSet<>();
            ranges.origins()
                    .forEach((origin, each) -> sorted.add(origin(origin) + "="
                            + each.stream().map(Text::range).toList()));
            return sorted;
        }

        private static String range(DotRanges.Range range) {
            return range.first() + "-" + range.last();
        }

        private static String origin(Incarnation origin) {
            return hex(origin.high()) + hex(origin.low());
        }

        private static String dot(Dot dot) {
            return origin(dot.origin()) + ":" + dot.seq();
        }

        private static String hex(long number) {
            return HEX.toHexDigits(number);
        }

        private static String value(Object value) {
            if (value instanceof String text) {
                return '"' + text + '"';
            } else if (value == Unit.UNIT) {
                return "unit";
            } else if (value instanceof Incarnation origin) {
                return origin(origin);
            } else if (value instanceof Dot dot) {
                return dot(dot);
            } else if (value instanceof Stamped<?> stamped) {
                return stamped.packedTime() + " " + value(stamped.value());
            } else if (value instanceof List<?> list) {
                return list.stream().map(Text::value).toList().toString();
            } else if (value instanceof Optional<?> optional) {
                return optional.map(each -> "present " + value(each)).orElse("absent");
            } else if (value instanceof Boolean bool) {
                return bool.toString();
            } else if (value instanceof Byte number) {
                return "i8 " + number;
            } else if (value instanceof Short number) {
                return "i16 " + number;
            } else if (value instanceof Integer number) {
                return "i32 " + number;
            } else if (value instanceof Long number) {
                return "i64 " + number;
            } else if (value instanceof Character character) {
                return "char " + (int) character;
            } else if (value instanceof Float number) {
                return "f32 " + (Float.floatToIntBits(number) & 0xffff_ffffL);
            } else if (value instanceof Double number) {
                return "f64 " + Double.doubleToLongBits(number);
            } else if (value instanceof UUID uuid) {
                return "uuid " + hex(uuid.getMostSignificantBits()) + hex(uuid.getLeastSignificantBits());
            } else if (value instanceof BigInteger number) {
                return "integer " + number;
            } else if (value instanceof BigDecimal number) {
                return "decimal " + number.scale() + " " + number.unscaledValue();
            } else if (value instanceof Instant instant) {
                return "instant " + instant.getEpochSecond() + " " + instant.getNano();
            } else if (value instanceof LocalDate date) {
                return "date " + date.toEpochDay();
            } else if (value instanceof Tally tally) {
                return tally.resetAt() == 0 && tally.resetTotal() == 0
                        ? "tally " + tally.at() + " " + tally.total()
                        : "tally " + tally.resetAt() + " " + tally.resetTotal() + " +" + (tally.at() - tally.resetAt())
                                + " " + (tally.total() - tally.resetTotal());
            } else if (value instanceof Max<?> max) {
                return "max " + value(max.value());
            } else if (value instanceof Min<?> min) {
                return "min " + value(min.value());
            } else if (value instanceof Pair<?, ?> pair) {
                return "pair " + value(pair.first()) + " " + value(pair.second());
            } else if (value instanceof GrowMap<?, ?> map) {
                TreeMap<String, String> keys = new TreeMap<>(); // by their bytes, as on the wire
                map.asMap()
                        .forEach((key, each) ->
                                keys.put(HEX.formatHex(Codec.standard().encode(key)), value(key) + "=" + value(each)));
                return "map " + keys.values();
            } else if (value instanceof ReplicaId replica) {
                return "replica " + hex(replica.high()) + hex(replica.low()) + " " + value(replica.label());
            }
            byte[] bytes = Codec.standard().encode(value);
            assertEquals(21, bytes[0], () -> "no form for " + value);
            return "class " + bytes[1] + " " + HEX.formatHex(bytes, 3, bytes.length);
        }
    }
}

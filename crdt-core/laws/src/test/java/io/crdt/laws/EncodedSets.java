package io.crdt.laws;

import io.crdt.causal.Dot;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.Unit;
import io.crdt.type.ORSet;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Sets that are written as text: a line for each entry. One is sound. */
final class EncodedSets {

    private EncodedSets() {}

    private static List<String> lines(ORSet<String> set) {
        List<String> lines = new ArrayList<>();
        set.store().forEachEntry(entry -> lines.add(line(entry)));
        return lines;
    }

    private static String line(Entry entry) {
        Dot dot = entry.dot();
        String element = ((Path.Step) entry.path()).key().toString();
        return element + " " + dot.origin().high() + " " + dot.origin().low() + " " + dot.seq();
    }

    private static byte[] bytes(Collection<String> lines) {
        return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    }

    private static ORSet<String> read(byte[] bytes) {
        ORSet<String> set = ORSet.empty();
        for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
            String[] words = line.split(" ", -1);
            Dot dot = new Dot(
                    new Incarnation(Long.parseLong(words[1]), Long.parseLong(words[2])), Long.parseLong(words[3]));
            set = set.withStore(set.store().with(Path.of(words[0]), dot, Unit.UNIT));
        }
        return set;
    }

    static final class Sorted extends SetMutants.SetMutant {
        @Override
        public Optional<Encoding<ORSet<String>>> encoding() {
            return Optional.of(Encoding.of(set -> bytes(new TreeSet<>(lines(set))), EncodedSets::read));
        }
    }

    /** One dot for each element is written: what is read looks alike, but a removal of the other dot kills it. */
    static final class BytesWithOneDotAnElement extends SetMutants.SetMutant {
        @Override
        public Optional<Encoding<ORSet<String>>> encoding() {
            return Optional.of(Encoding.of(
                    set -> {
                        TreeMap<String, String> byElement = new TreeMap<>();
                        lines(set).forEach(line -> byElement.put(line.substring(0, 1), line));
                        return bytes(byElement.values());
                    },
                    EncodedSets::read));
        }
    }

    /** Something is written that differs although the sets are equal. */
    static final class BytesWithIdentity extends SetMutants.SetMutant {
        @Override
        public Optional<Encoding<ORSet<String>>> encoding() {
            return Optional.of(Encoding.of(
                    set -> bytes(lines(set).stream()
                            .map(line -> line + " " + System.identityHashCode(set))
                            .toList()),
                    EncodedSets::read));
        }
    }

    /** The order is one of hash codes that are salted, as those of many collections are, so another in every JVM. */
    static final class BytesInSaltedOrder extends SetMutants.SetMutant {

        private static final long SALT = new SecureRandom().nextLong() | 1;

        @Override
        public Optional<Encoding<ORSet<String>>> encoding() {
            return Optional.of(Encoding.of(
                    set -> bytes(lines(set).stream()
                            .sorted(Comparator.comparingLong(line -> line.hashCode() * SALT))
                            .toList()),
                    EncodedSets::read));
        }
    }
}

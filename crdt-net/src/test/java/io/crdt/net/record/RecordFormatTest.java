package io.crdt.net.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.codec.Codec;
import io.crdt.codec.DecodeException;
import io.crdt.codec.MessageCodec;
import io.crdt.protocol.Message.Push;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.UnreadableException;
import io.crdt.type.ORSet;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Records as values: what is written comes back equal, also from a build whose record has other components. */
class RecordFormatTest {

    enum Unit {
        KG,
        PIECE {
            @Override
            public String toString() {
                return "piece";
            }
        }
    }

    record Money(String currency, long cents) {}

    sealed interface Place permits Shop, Web {}

    record Shop(String street) implements Place {}

    record Web(String url, Optional<Place> next) implements Place {}

    record Item(
            String name,
            Money price,
            Unit unit,
            List<Money> bids,
            Set<UUID> watchers,
            Map<LocalDate, List<String>> history,
            Optional<Instant> sold,
            BigDecimal weight,
            Place place,
            int count,
            double score,
            boolean open,
            char mark,
            Long boxed) {}

    private static final Codec CODEC = Codec.builder()
            .register(16, RecordFormat.of(Item.class))
            .register(17, RecordFormat.of(Money.class))
            .register(18, Unit.class)
            .register(19, RecordFormat.of(Shop.class))
            .register(20, RecordFormat.of(Web.class))
            .build();

    private static Item item(Random random) {
        return new Item(
                text(random),
                money(random),
                Unit.values()[random.nextInt(2)],
                random.ints(random.nextInt(4)).mapToObj(i -> money(random)).toList(),
                new LinkedHashSet<>(random.longs(random.nextInt(5))
                        .mapToObj(i -> new UUID(i, random.nextLong()))
                        .toList()),
                history(random),
                random.nextBoolean() ? Optional.empty() : Optional.of(Instant.ofEpochSecond(random.nextInt(), 7)),
                new BigDecimal(random.nextInt()).movePointLeft(random.nextInt(9)),
                place(random, 3),
                random.nextInt(),
                random.nextDouble(),
                random.nextBoolean(),
                (char) random.nextInt(1 << 16),
                random.nextLong());
    }

    private static Map<LocalDate, List<String>> history(Random random) {
        Map<LocalDate, List<String>> history = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            history.put(LocalDate.ofEpochDay(random.nextInt(99_999)), List.of(text(random), text(random)));
        }
        return history;
    }

    private static Place place(Random random, int depth) {
        return random.nextBoolean()
                ? new Shop(text(random))
                : new Web(text(random), depth == 0 ? Optional.empty() : Optional.of(place(random, depth - 1)));
    }

    private static Money money(Random random) {
        return new Money(text(random), random.nextLong());
    }

    private static String text(Random random) {
        return "text".substring(random.nextInt(4)) + random.nextInt(100);
    }

    @Property(tries = 1000)
    void everyRecordComesBackEqualWithTheSameBytes(@ForAll long seed) throws DecodeException {
        Item item = item(new Random(seed));
        CODEC.requireEncodable(item);
        byte[] bytes = CODEC.encode(item);
        Object back = CODEC.decode(bytes);
        assertEquals(item, back);
        assertArrayEquals(bytes, CODEC.encode(back));
    }

    @Property(tries = 1000)
    void damagedBytesAreARecordOrAreRefused(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = CODEC.encode(item(random));
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        try {
            Object read = CODEC.decode(bytes);
            assertTrue(read.toString() != null, "it can be used");
        } catch (DecodeException e) {
            assertTrue(e.getMessage().contains("nothing was changed"), e.getMessage());
        }
    }

    record Bid(String bidder, int cents) {}

    record MovedBid(int cents, String bidder) {}

    record NotedBid(String bidder, int cents, String note, List<String> tags) {}

    record LoudBid(String bidder, Unit unit, int cents) {}

    private static final RecordFormat<NotedBid> NOTED =
            RecordFormat.of(NotedBid.class).since("note", "").since("tags", List.of());

    private static final Codec FIRST = codec(RecordFormat.of(Bid.class));
    private static final Codec SECOND = codec(NOTED);

    private static Codec codec(RecordFormat<?> format) {
        return Codec.builder().register(16, format).build();
    }

    @Test
    void aComponentIsItsNameAndItsValue() {
        assertEquals(
                "1510" + "14" + "02" + "86" + hex("bidder") + "83" + hex("ann") + "85" + hex("cents") + "0b0a",
                HexFormat.of().formatHex(FIRST.encode(new Bid("ann", 5))));
    }

    private static String hex(String ascii) {
        return HexFormat.of().formatHex(ascii.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    @Test
    void theOrderOfComponentsDoesNotMatter() {
        assertArrayEquals(
                FIRST.encode(new Bid("ann", 5)),
                codec(RecordFormat.of(MovedBid.class)).encode(new MovedBid(5, "ann")));
    }

    @Test
    void bytesFromBeforeGetTheDefaultsOfWhatWasGained() throws DecodeException {
        assertEquals(new NotedBid("ann", 5, "", List.of()), SECOND.decode(FIRST.encode(new Bid("ann", 5))));
    }

    @Test
    void whatALaterBuildAddsIsLeftOut() throws DecodeException {
        byte[] later = SECOND.encode(new NotedBid("ann", 5, "call me", List.of("a", "b")));
        assertEquals(new Bid("ann", 5), FIRST.decode(later));
    }

    /** Also one whose class is not known here. */
    @Test
    void aValueOfAClassThatIsNotRegisteredIsLeftOut() throws DecodeException {
        Codec later = Codec.builder()
                .register(16, RecordFormat.of(LoudBid.class))
                .register(17, Unit.class)
                .build();
        assertEquals(new Bid("ann", 5), FIRST.decode(later.encode(new LoudBid("ann", Unit.KG, 5))));
    }

    /** Else an element that was added before the upgrade could not be removed after it. */
    @Test
    void aValueThatSaysNothingNewHasTheSameBytesInBothBuilds() throws DecodeException {
        assertArrayEquals(FIRST.encode(new Bid("ann", 5)), SECOND.encode(new NotedBid("ann", 5, "", List.of())));
        Random random = new Random(1);
        Replica old = replica(random, FIRST);
        Replica upgraded = replica(random, SECOND);
        old.update(Key.of("bids", ORSet.type(Bid.class)), (set, me) -> set.add(me, new Bid("ann", 5)));
        send(old, FIRST, upgraded, SECOND);
        Key<ORSet<NotedBid>> bids = Key.of("bids", ORSet.type(NotedBid.class));
        NotedBid seen = new NotedBid("ann", 5, "", List.of());
        assertEquals(Set.of(seen), upgraded.get(bids).elements());
        upgraded.update(bids, (set, me) -> set.remove(me, seen));
        send(upgraded, SECOND, old, FIRST);
        assertEquals(Set.of(), old.get(Key.of("bids", ORSet.type(Bid.class))).elements());
        assertEquals(old.state(), upgraded.state());
    }

    private static void send(Replica from, Codec written, Replica to, Codec read) throws DecodeException {
        byte[] bytes = MessageCodec.of(written).encode(new Push(from.state().deltaSince(to.context())));
        assertTrue(to.apply(((Push) MessageCodec.of(read).decode(bytes)).delta()));
    }

    private static Replica replica(Random random, Codec codec) {
        return new Replica(ReplicaId.random(random, "a"), ReplicaState.empty(), random, () -> 1000, codec);
    }

    @Test
    void aComponentWithoutDefaultThatIsNotThereMakesTheValueUnreadableWithTheRemedy() throws DecodeException {
        Codec forgetful = codec(RecordFormat.of(NotedBid.class));
        DecodeException refusal =
                assertThrows(DecodeException.class, () -> forgetful.decode(FIRST.encode(new Bid("ann", 5))));
        assertTrue(refusal.what().contains(NotedBid.class.getName()), refusal.getMessage());
        assertTrue(refusal.rule().contains("component note"), refusal.getMessage());
        assertTrue(refusal.rule().contains("no default"), refusal.getMessage());
        Random random = new Random(1);
        Replica old = replica(random, FIRST);
        Replica upgraded = replica(random, forgetful);
        old.update(Key.of("bids", ORSet.type(Bid.class)), (set, me) -> set.add(me, new Bid("ann", 5)));
        send(old, FIRST, upgraded, forgetful);
        Key<ORSet<NotedBid>> bids = Key.of("bids", ORSet.type(NotedBid.class));
        UnreadableException unreadable =
                assertThrows(UnreadableException.class, () -> upgraded.state().requireReadable(bids));
        assertTrue(String.valueOf(unreadable.getMessage()).contains("component note"), unreadable::getMessage);
    }

    record Wrong(int bidder, int cents) {}

    @Test
    void aValueOfAnotherClassIsRefusedWithTheComponentAndTheRule() {
        DecodeException refusal = assertThrows(
                DecodeException.class,
                () -> codec(RecordFormat.of(Wrong.class)).decode(FIRST.encode(new Bid("ann", 5))));
        for (String part : List.of(Wrong.class.getName(), "component bidder", "a Integer", "java.lang.String")) {
            assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
        }
    }

    record Tagged(List<String> tags) {}

    record Numbered(List<Integer> tags) {}

    @Test
    void theElementsOfAListAreChecked() {
        DecodeException refusal = assertThrows(
                DecodeException.class,
                () -> codec(RecordFormat.of(Numbered.class))
                        .decode(codec(RecordFormat.of(Tagged.class)).encode(new Tagged(List.of("a")))));
        assertTrue(refusal.getMessage().contains("java.lang.String"), refusal.getMessage());
    }

    @Test
    void nullIsRefusedWithTheClassAndTheComponent() {
        for (Tagged holdsNull : Arrays.asList(tagged(null), tagged(Arrays.asList("a", null)))) {
            IllegalArgumentException refusal = assertThrows(
                    IllegalArgumentException.class,
                    () -> codec(RecordFormat.of(Tagged.class)).requireEncodable(holdsNull));
            for (String part : List.of(Tagged.class.getName(), "component tags", "null; use an Optional")) {
                assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
            }
            assertTrue(refusal.getMessage().endsWith("; nothing was changed"), refusal.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> FIRST.requireEncodable(bidOfNobody()));
    }

    @SuppressWarnings("NullAway") // what is refused here
    private static Tagged tagged(List<String> tags) {
        return new Tagged(tags);
    }

    @SuppressWarnings("NullAway") // what is refused here
    private static Bid bidOfNobody() {
        return new Bid(null, 1);
    }

    @SuppressWarnings("ArrayRecordComponent") // what is refused here
    record Pixels(int[] colors) {}

    record Loose(Object any) {}

    record Raw(@SuppressWarnings("rawtypes") List list) {}

    record Wild(List<? extends Money> list) {}

    record Generic<T>(T part) {}

    record Array(ArrayList<String> list) {}

    @Test
    void aComponentOfWhichNothingIsKnownIsRefusedAtRegistration() {
        for (Class<? extends Record> refused :
                List.of(Pixels.class, Loose.class, Raw.class, Wild.class, Generic.class, Array.class)) {
            IllegalArgumentException refusal =
                    assertThrows(IllegalArgumentException.class, () -> RecordFormat.of(refused));
            assertTrue(refusal.getMessage().contains(refused.getName()), refusal.getMessage());
            assertTrue(refusal.getMessage().contains("its component "), refusal.getMessage());
        }
    }

    @Test
    void aComponentOfAClassThatIsNotRegisteredIsRefusedWhenTheCodecIsBuilt() {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> Codec.builder()
                        .register(16, RecordFormat.of(Item.class))
                        .register(18, Unit.class)
                        .register(19, RecordFormat.of(Shop.class))
                        .register(20, RecordFormat.of(Web.class))
                        .build());
        assertTrue(refusal.getMessage().contains(Item.class.getName()), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(Money.class.getName()), refusal.getMessage());
    }

    @Test
    @SuppressWarnings("NullAway") // what is refused here
    void aDefaultIsAValueOfItsComponent() {
        RecordFormat<NotedBid> format = RecordFormat.of(NotedBid.class);
        assertThrows(IllegalArgumentException.class, () -> format.since("nota", ""));
        assertThrows(IllegalArgumentException.class, () -> format.since("note", 1));
        assertThrows(IllegalArgumentException.class, () -> format.since("tags", List.of(1)));
        assertThrows(IllegalArgumentException.class, () -> format.since("note", null));
    }

    record Positive(int number) {
        Positive {
            if (number <= 0) {
                throw new IllegalArgumentException("not positive");
            }
        }
    }

    record Any(int number) {}

    @Test
    void whatTheConstructorRefusesIsUnreadable() {
        byte[] bytes = codec(RecordFormat.of(Any.class)).encode(new Any(-1));
        DecodeException refusal = assertThrows(
                DecodeException.class,
                () -> codec(RecordFormat.of(Positive.class)).decode(bytes));
        assertTrue(refusal.rule().contains("not positive"), refusal.getMessage());
    }
}

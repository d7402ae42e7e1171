package io.crdt.net.store.sqlite;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.causal.Entry;
import io.crdt.causal.VersionVector;
import io.crdt.codec.Codec;
import io.crdt.net.kryo.KryoCodec;
import io.crdt.net.store.Store;
import io.crdt.net.store.format.EntryBytes;
import io.crdt.net.store.format.ShapeText;
import io.crdt.replica.Key;
import io.crdt.replica.Removal;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.StateDelta;
import io.crdt.type.GCounter;
import io.crdt.type.LWWMap;
import io.crdt.type.LWWRegister;
import io.crdt.type.MVMap;
import io.crdt.type.MVRegister;
import io.crdt.type.ORMap;
import io.crdt.type.ORSet;
import io.crdt.type.PNCounter;
import io.crdt.type.RWSet;
import io.crdt.type.TwoPSet;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Makes a directory that has something of everything, and says what is in it in lines that do not depend on the format of
 * the tables. The files {@code format-N.db} among the resources were made by builds that wrote format N, 1 by that before
 * commit 6739d63 and 2 by c857139; both had the state of {@code recorded.txt}. So before the format changes, run
 * {@link #main} and keep what it makes.
 */
final class RecordedDirectory {

    /** A class of the application. */
    record Bid(String by, long cents) {}

    static final Codec CODEC =
            KryoCodec.builder().register(16, Bid.class, new BidSerializer()).build();
    static final String CLUSTER = "recorded";
    static final int REMOVAL_LIMIT = 12;

    static final Key<ORSet<String>> NAMES = Key.of("names", ORSet.type(String.class));
    static final Key<ORSet<Object>> AWKWARD = Key.of("awkward \ud800 half a pair", ORSet.type(Object.class));
    static final Key<GCounter> VISITS = Key.of("visits", GCounter.type());
    static final Key<LWWRegister<Bid>> BID = Key.of("bid", LWWRegister.type(Bid.class));
    private static final Key<PNCounter> UNREAD = Key.of("unread", PNCounter.type());
    private static final Key<LWWMap<String, Object>> PRICES = Key.of(" ", LWWMap.type(String.class, Object.class));
    private static final Key<MVRegister<String>> TITLE = Key.of("title", MVRegister.type(String.class));
    private static final Key<RWSet<Long>> ALLOWED = Key.of("allowed", RWSet.type(Long.class));
    private static final Key<TwoPSet<String>> ONCE = Key.of("once", TwoPSet.type(String.class));
    private static final Key<ORMap<String, MVMap<String, Object>>> DEEP =
            Key.of("deep", ORMap.type(String.class, MVMap.type(String.class, Object.class)));
    private static final Key<ORSet<String>> EMPTY = Key.of("empty again", ORSet.type(String.class));

    private static final class BidSerializer extends Serializer<Bid> {
        @Override
        public void write(Kryo kryo, Output output, Bid bid) {
            output.writeString(bid.by());
            output.writeLong(bid.cents());
        }

        @Override
        public Bid read(Kryo kryo, Input input, Class<? extends Bid> type) {
            return new Bid(input.readString(), input.readLong());
        }
    }

    private RecordedDirectory() {}

    /** Writes a directory, and what is in it to a file in there. */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        Files.write(directory.resolve("recorded.txt"), lines(write(directory)), StandardCharsets.US_ASCII);
    }

    @CanIgnoreReturnValue
    static ReplicaState write(Path directory) {
        Random random = new Random(3);
        try (Store store = SqliteStore.open(directory, CODEC, CLUSTER, "recorded", REMOVAL_LIMIT, true)) {
            Replica ended = replica(random, ReplicaState.empty(REMOVAL_LIMIT));
            ended.update(NAMES, (names, me) -> names.addAll(me, List.of("a", "b", "c")));
            ended.update(VISITS, (visits, me) -> visits.increment(me, 7));
            store.save(ended.state());
            Replica first = replica(random, ended.state());
            first.update(NAMES, (names, me) -> names.clear(me)); // nothing alive is of the first incarnation then
            first.update(VISITS, (visits, me) -> visits.reset(me));
            store.save(first.state());
            Replica second = replica(random, first.state());
            operate(first, "first");
            operate(second, "second");
            var unused = first.apply(second.state().deltaSince(first.context()));
            store.save(first.state());
            first.update(AWKWARD, (set, me) -> set.remove(me, ""));
            first.update(NAMES, (names, me) -> names.remove(me, "first 3"));
            first.update(EMPTY, (set, me) -> set.clear(me));
            store.save(first.state());
            return first.state();
        }
    }

    private static Replica replica(Random random, ReplicaState state) {
        return new Replica(ReplicaId.random(random, "recorded"), state, random, () -> 1_700_000_000_000L);
    }

    private static void operate(Replica at, String who) {
        for (int i = 0; i < 6; i++) {
            String name = who + " " + i;
            at.update(NAMES, (names, me) -> names.add(me, name));
            at.update(VISITS, (visits, me) -> visits.increment(me, 2));
            at.update(EMPTY, (set, me) -> set.add(me, name));
        }
        at.update(NAMES, (names, me) -> names.remove(me, who + " 4"));
        for (Object value : awkward()) {
            at.update(AWKWARD, (set, me) -> set.add(me, value));
        }
        at.update(UNREAD, (unread, me) -> unread.increment(me));
        at.update(UNREAD, (unread, me) -> unread.decrement(me, 3));
        at.update(PRICES, (prices, me) -> prices.put(me, "tea", new BigInteger("-123456789012345678901234567890")));
        at.update(PRICES, (prices, me) -> prices.put(me, who, Instant.ofEpochSecond(-1, 5)));
        at.update(TITLE, (title, me) -> title.set(me, who));
        at.update(ALLOWED, (set, me) -> set.add(me, Long.MIN_VALUE));
        at.update(ALLOWED, (set, me) -> set.remove(me, Long.MAX_VALUE));
        at.update(ONCE, (set, me) -> set.add(me, who));
        at.update(ONCE, (set, me) -> set.remove(me, who));
        at.update(DEEP, (map, me) -> map.update(me, "k", (inner, i) -> inner.put(i, who, List.of(1, List.of("x")))));
        at.update(BID, (bid, me) -> bid.set(me, new Bid(who, 5)));
    }

    private static List<Object> awkward() {
        return List.of(
                "",
                "\ud800",
                "\0",
                "zürich \ud83d\ude00",
                "x".repeat(1_500),
                -0.0,
                Double.NaN,
                Long.MIN_VALUE,
                (byte) -1,
                'ß',
                false,
                new UUID(-1, 1),
                List.of(),
                List.of("nested", List.of(2, List.of(3L))));
    }

    /** Says what is in a state: one line for each incarnation, removal on record and live entry. */
    static List<String> lines(ReplicaState state) {
        EntryBytes bytes = new EntryBytes(CODEC);
        List<String> lines = new ArrayList<>();
        state.context()
                .forEach((incarnation, seq) -> lines.add("incarnation " + incarnation.high() + " " + incarnation.low()
                        + " seq " + seq + " floor " + state.floor().get(incarnation) + " chain "
                        + state.chain(incarnation)));
        StateDelta all = state.deltaSince(VersionVector.EMPTY);
        for (Removal removal : state.deltaSince(state.floor()).removals()) {
            lines.add("removal of " + removal.removed() + " by " + removal.by());
        }
        for (StateDelta.ObjectEntries object : all.objects()) {
            String what = "entry of " + hex(object.id().name()) + " "
                    + object.id().type() + " " + ShapeText.of(object.id().shape());
            for (Entry entry : object.entries()) {
                byte[] content = bytes.encode(entry, object.id().shape());
                lines.add(what + " " + entry.dot() + " " + HexFormat.of().formatHex(content));
            }
        }
        lines.sort(null);
        return lines;
    }

    /** As 16-bit units, since half of a pair has no other form. */
    private static String hex(String text) {
        StringBuilder units = new StringBuilder("'");
        text.chars()
                .forEach(unit -> units.append(unit < ' ' || unit > '~' ? String.format("\\u%04x", unit) : (char) unit));
        return units.append('\'').toString();
    }
}

package io.crdt.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.crdt.causal.VersionVector;
import io.crdt.codec.CodecTest.Of;
import io.crdt.payload.ValueFormat;
import io.crdt.protocol.Message.Push;
import io.crdt.replica.Admission;
import io.crdt.replica.Admission.ObjectDelta;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.UnreadableException;
import io.crdt.type.LWWMap;
import io.crdt.type.LWWRegister;
import io.crdt.type.ORSet;
import io.crdt.type.PNCounter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Processes of several versions of an application, which know different classes or forms of them, keep replicating. */
class RollingChangeTest {

    record Bid(String bidder, int cents) {}

    /** What the next version of an application makes of it. */
    record Person(String name, int age, String mail) {}

    enum OldColor {
        RED
    }

    enum NewColor {
        RED,
        BLUE
    }

    /** Writes what the first version knew, and fails for more. */
    static final ValueFormat<Person> FIRST_FORM = new Of<>(
            Person.class,
            (out, person) -> {
                out.string(person.name());
                out.int32(person.age());
            },
            in -> new Person(in.string("a name"), in.int32(), ""));

    /** The usual way to gain a component: what is not there gets a default. */
    static final ValueFormat<Person> SECOND_FORM = new Of<>(
            Person.class,
            (out, person) -> {
                out.string(person.name());
                out.int32(person.age());
                out.string(person.mail());
            },
            in -> new Person(in.string("a name"), in.int32(), in.left() == 0 ? "" : in.string("a mail")));

    private static final ValueFormat<Bid> BID = new Of<>(
            Bid.class,
            (out, bid) -> {
                out.string(bid.bidder());
                out.signed(bid.cents());
            },
            in -> new Bid(in.string("a bidder"), in.signedInt()));

    static final Codec KNOWS = Codec.builder().register(16, BID).build();
    static final Codec FIRST = Codec.builder().register(16, FIRST_FORM).build();
    static final Codec SECOND = Codec.builder().register(16, SECOND_FORM).build();
    static final Codec OLD_COLORS = Codec.builder().register(16, OldColor.class).build();
    static final Codec NEW_COLORS = Codec.builder().register(16, NewColor.class).build();

    static final Key<ORSet<Bid>> BIDS = Key.of("bids", ORSet.type(Bid.class));
    static final Key<LWWMap<Bid, Bid>> BY_BID = Key.of("by bid", LWWMap.type(Bid.class, Bid.class));
    static final Key<ORSet<Object>> MIX = Key.of("mix", ORSet.type(Object.class));
    static final Key<LWWMap<String, Person>> PEOPLE = Key.of("people", LWWMap.type(String.class, Person.class));
    static final Key<LWWRegister<Object>> COLOR = Key.of("color", LWWRegister.type(Object.class));
    static final Key<PNCounter> VISITS = Key.of("visits", PNCounter.type());

    private final Random random = new Random(5);

    private Replica replica(Codec codec) {
        return new Replica(ReplicaId.random(random, "a"), ReplicaState.empty(), random, () -> 1000, codec);
    }

    /** Sends what the other one lacks, as bytes. */
    private static void send(Replica from, Codec written, Replica to, Codec read) {
        Push push = new Push(from.state().deltaSince(to.context()));
        byte[] bytes = MessageCodec.of(written).encode(push);
        try {
            Push arrived = (Push) MessageCodec.of(read).decode(bytes);
            assertEquals(push, arrived, "what was written is what is sent");
            assertTrue(to.apply(arrived.delta()));
        } catch (DecodeException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] everything(Replica replica, Codec codec) {
        return MessageCodec.of(codec).encode(new Push(replica.state().deltaSince(VersionVector.EMPTY)));
    }

    @Test
    void aForkInValuesOfTheApplicationIsNoticed() {
        Replica a =
                new Replica(ReplicaId.random(new Random(1), "a"), ReplicaState.empty(), new Random(9), () -> 1, KNOWS);
        Replica b =
                new Replica(ReplicaId.random(new Random(2), "b"), ReplicaState.empty(), new Random(9), () -> 1, KNOWS);
        a.update(COLOR, (register, me) -> register.set(me, new Bid("x", 1)));
        b.update(COLOR, (register, me) -> register.set(me, new Bid("x", 2)));
        assertEquals(a.context(), b.context());
        assertNotEquals(a.state().fingerprint(), b.state().fingerprint());
    }

    @Test
    void aReplicaWithoutTheClassKeepsAndForwardsTheValueByteForByte() {
        Replica writer = replica(KNOWS);
        Replica hub = replica(Codec.standard());
        Replica reader = replica(KNOWS);
        Bid bid = new Bid("ann", 5);
        writer.update(BIDS, (set, me) -> set.add(me, bid));
        writer.update(BY_BID, (map, me) -> map.put(me, bid, new Bid("ben", 6)));
        writer.update(MIX, (set, me) -> set.add(me, List.of(bid, "and a text")));
        writer.update(MIX, (set, me) -> set.add(me, Optional.of(bid)));
        writer.update(VISITS, (counter, me) -> counter.increment(me));

        send(writer, KNOWS, hub, Codec.standard());
        assertEquals(writer.state().fingerprint(), hub.state().fingerprint(), "no damage is seen where there is none");
        assertEquals(1, hub.get(VISITS).value());
        for (Key<?> key : List.of(BIDS, BY_BID, MIX)) {
            UnreadableException refusal =
                    assertThrows(UnreadableException.class, () -> hub.state().requireReadable(key));
            assertEquals(16, refusal.kind());
            assertTrue(
                    refusal.getMessage().contains("the key " + key + " holds a value of kind 16"), refusal::getMessage);
        }
        hub.state().requireReadable(VISITS);

        send(hub, Codec.standard(), reader, KNOWS);
        assertArrayEquals(everything(writer, KNOWS), everything(hub, Codec.standard()));
        assertEquals(Set.of(bid), reader.get(BIDS).elements());
        assertEquals(Map.of(bid, new Bid("ben", 6)), reader.get(BY_BID).asMap());
        assertEquals(
                Set.of(List.of(bid, "and a text"), Optional.of(bid)),
                reader.get(MIX).elements());
        assertEquals(writer.state(), reader.state());
        assertEquals(writer.state().fingerprint(), reader.state().fingerprint());
    }

    @Test
    void anObjectIsReadableAgainWhenWhatCouldNotBeReadIsRemoved() {
        Replica writer = replica(KNOWS);
        Replica hub = replica(Codec.standard());
        writer.update(BIDS, (set, me) -> set.add(me, new Bid("ann", 5)));
        writer.update(BIDS, (set, me) -> set.add(me, new Bid("ben", 5)));
        send(writer, KNOWS, hub, Codec.standard());
        writer.update(BIDS, (set, me) -> set.remove(me, new Bid("ann", 5)));
        send(writer, KNOWS, hub, Codec.standard());
        assertThrows(UnreadableException.class, () -> hub.state().requireReadable(BIDS));
        writer.update(BIDS, (set, me) -> set.remove(me, new Bid("ben", 5)));
        send(writer, KNOWS, hub, Codec.standard());
        hub.state().requireReadable(BIDS);
        assertEquals(writer.state(), hub.state());
    }

    /** What arrives while an update begins is concurrent with it. */
    @Test
    void anUpdateIsJudgedByTheValueThatItGets() {
        Replica writer = replica(KNOWS);
        Replica hub = replica(Codec.standard());
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {
            writer.update(MIX, (set, me) -> set.add(me, new Bid("ann", 5)));
            CompletableFuture.runAsync(() -> send(writer, KNOWS, hub, Codec.standard()))
                    .join();
        });
        Admission admission = new Admission() {
            @Override
            public void beginsAt(ReplicaState state) {
                meanwhile.get().run();
                state.requireReadable(MIX);
            }

            @Override
            public void admit(List<ObjectDelta> written) {}
        };

        hub.update(
                MIX,
                (set, me) -> {
                    assertTrue(set.isEmpty());
                    return set.add(me, "a text");
                },
                admission);
        assertEquals(2, hub.get(MIX).size());

        meanwhile.set(() -> {});
        assertThrows(
                UnreadableException.class,
                () -> hub.update(MIX, (set, me) -> fail("the mutator gets what cannot be read"), admission));
    }

    /** Re-encoded, the value would have other bytes at those who know more of its class. */
    @Test
    void aComponentIsGainedWithADefaultAndNobodyTakesThatForDamage() {
        Replica old = replica(FIRST);
        Replica upgraded = replica(SECOND);
        old.update(PEOPLE, (map, me) -> map.put(me, "a", new Person("Ann", 3, "")));
        send(old, FIRST, upgraded, SECOND);
        assertEquals(new Person("Ann", 3, ""), upgraded.get(PEOPLE).get("a").orElseThrow());
        assertEquals(old.state().fingerprint(), upgraded.state().fingerprint());
        assertArrayEquals(everything(old, FIRST), everything(upgraded, SECOND));

        upgraded.update(PEOPLE, (map, me) -> map.put(me, "c", new Person("Cid", 5, "c@x")));
        send(upgraded, SECOND, old, FIRST);
        UnreadableException refusal =
                assertThrows(UnreadableException.class, () -> old.state().requireReadable(PEOPLE));
        assertTrue(refusal.getMessage().contains("its format left 4 bytes unread"), refusal::getMessage);
        assertEquals(old.state().fingerprint(), upgraded.state().fingerprint());

        Replica restarted = replica(SECOND);
        send(old, FIRST, restarted, SECOND);
        assertEquals(upgraded.get(PEOPLE), restarted.get(PEOPLE));
    }

    @Test
    void aConstantThatIsNotKnownHereStopsNothingElse() {
        Replica old = replica(OLD_COLORS);
        Replica upgraded = replica(NEW_COLORS);
        upgraded.update(COLOR, (register, me) -> register.set(me, NewColor.BLUE));
        upgraded.update(VISITS, (counter, me) -> counter.increment(me));
        send(upgraded, NEW_COLORS, old, OLD_COLORS);
        assertEquals(1, old.get(VISITS).value());
        assertThrows(UnreadableException.class, () -> old.state().requireReadable(COLOR));
        upgraded.update(COLOR, (register, me) -> register.set(me, NewColor.RED));
        send(upgraded, NEW_COLORS, old, OLD_COLORS);
        assertEquals(OldColor.RED, old.get(COLOR).get().orElseThrow());
    }
}

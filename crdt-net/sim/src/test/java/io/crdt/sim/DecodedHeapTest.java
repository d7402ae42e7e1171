package io.crdt.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.codec.Codec;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.type.LWWMap;
import io.crdt.type.ORSet;
import io.crdt.type.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What 100,000 strings of 16 characters take of the heap besides themselves, when they have come as bytes. */
class DecodedHeapTest {

    private static final int SIZE = 100_000;
    private static final int WRITERS = 3;

    /** A write of the i-th element or entry. */
    private interface Write<S> {
        Delta<S> apply(S value, ReplicaContext me, int i);
    }

    /** A value that came as bytes, until it is let go. */
    private static final class Holder<S> {
        private S value;

        Holder(S value) {
            this.value = value;
        }

        void letGo() {
            value = null;
        }
    }

    @Test
    void anElementOfAnORSetTakesNoMoreThan60Bytes() {
        Holder<ORSet<String>> set = decoded(ORSet.type(String.class), (value, me, i) -> value.add(me, text(i)));
        assertEquals(SIZE, set.value.size());
        requireAtMost(60, "an element of an ORSet", set, value -> List.copyOf(value.elements()));
    }

    @Test
    void anEntryOfAnLWWMapTakesNoMoreThan90Bytes() {
        Holder<LWWMap<String, String>> map = decoded(
                LWWMap.type(String.class, String.class), (value, me, i) -> value.put(me, text(i), text(i + SIZE)));
        assertEquals(SIZE, map.value.size());
        requireAtMost(90, "an entry of an LWWMap", map, value -> {
            List<String> texts = new ArrayList<>();
            value.asMap().forEach((key, each) -> {
                texts.add(key);
                texts.add(each);
            });
            return texts;
        });
    }

    /** Returns the value that several replicas have written, one after the other, out of its bytes. */
    private static <S extends Crdt<S, ?>> Holder<S> decoded(Type<S> type, Write<S> write) {
        Key<S> key = Key.of("value", type);
        Replica last = replica(0, ReplicaState.empty());
        for (int i = 0; i < SIZE; i++) {
            if (i % (SIZE / WRITERS + 1) == 0) {
                last = replica(i, last.state());
            }
            int number = i;
            last.update(key, (value, me) -> write.apply(value, me, number));
        }
        WireEncoding<S> encoding = new WireEncoding<>(Codec.standard(), type.empty());
        return new Holder<>(encoding.decode(encoding.encode(last.state().get(key))));
    }

    private static Replica replica(int seed, ReplicaState state) {
        SplittableRandom random = new SplittableRandom(seed);
        return new Replica(ReplicaId.random(random, "test"), state, random, () -> 1_720_000_000_000L);
    }

    /** Measures what goes when the value goes and its strings stay. */
    private static <S> void requireAtMost(int most, String what, Holder<S> holder, Function<S, List<String>> strings) {
        List<String> texts = strings.apply(holder.value);
        long with = used();
        holder.letGo();
        double bytes = (double) (with - used()) / SIZE;
        System.out.printf("%s that came as bytes takes %.1f B without its strings%n", what, bytes);
        assertTrue(bytes > 0 && bytes <= most, () -> what + " takes " + bytes + " B, more than " + most);
        assertTrue(texts.size() >= SIZE);
    }

    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }

    private static String text(int number) {
        return String.format("%016x", number * 0x9e3779b97f4a7c15L);
    }
}

package io.crdt.codec;

import io.crdt.causal.Incarnation;
import io.crdt.causal.Unit;
import io.crdt.lattice.GrowMap;
import io.crdt.lattice.Lattice;
import io.crdt.lattice.Max;
import io.crdt.lattice.Min;
import io.crdt.lattice.Pair;
import io.crdt.replica.ReplicaId;
import io.crdt.type.Stamped;
import io.crdt.type.Tally;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/** Random values of every kind that the standard codec knows. */
final class Values {

    private Values() {}

    static Object any(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 24 : 20)) {
            case 0 -> text(random, 0x7f);
            case 1 -> text(random, 0xffff);
            case 2 -> text(random, 0x7f).repeat(random.nextInt(60));
            case 3 -> random.nextLong();
            case 4 -> (long) random.nextInt(100);
            case 5 -> random.nextInt();
            case 6 -> (short) random.nextInt();
            case 7 -> (byte) random.nextInt();
            case 8 -> random.nextBoolean();
            case 9 -> (char) random.nextInt();
            case 10 -> random.nextBoolean() ? random.nextGaussian() : Double.longBitsToDouble(random.nextLong());
            case 11 -> random.nextBoolean() ? random.nextFloat() : Float.intBitsToFloat(random.nextInt());
            case 12 -> new UUID(random.nextLong(), random.nextLong());
            case 13 -> new BigInteger(random.nextInt(200), random).subtract(BigInteger.TEN);
            case 14 -> new BigDecimal(new BigInteger(random.nextInt(200), random), random.nextInt(100) - 50);
            case 15 -> Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
            case 16 -> LocalDate.ofEpochDay(random.nextInt() / 4);
            case 17 -> name(random);
            case 18 -> Executions.dot(random.nextInt(3), 1 + random.nextInt(1000));
            case 19 -> tally(random);
            case 20 -> Optional.ofNullable(random.nextInt(3) == 0 ? null : any(random, depth - 1));
            case 21 -> new Stamped<>(random.nextLong() >>> 1, any(random, depth - 1));
            case 22 -> lattice(random, depth);
            default -> list(random, depth);
        };
    }

    private static Object name(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> Optional.of(Unit.UNIT);
            case 1 -> Incarnation.random(random);
            default -> new ReplicaId(random.nextLong(), random.nextLong(), text(random, 0xffff));
        };
    }

    private static Tally tally(Random random) {
        long resetAt = random.nextInt(1000);
        if (random.nextBoolean()) {
            return new Tally(resetAt, random.nextLong(), 0, 0);
        }
        return new Tally(resetAt + random.nextInt(1000), random.nextLong(), resetAt, random.nextLong());
    }

    private static Lattice<?> lattice(Random random, int depth) {
        return switch (random.nextInt(depth > 1 ? 4 : 2)) {
            case 0 -> new Max<>(text(random, 0x7f));
            case 1 -> new Min<>(random.nextLong());
            case 2 -> pair(random);
            default -> growMap(random);
        };
    }

    private static Pair<?, ?> pair(Random random) {
        return new Pair<>(new Max<>(random.nextInt()), new Min<>(text(random, 0xffff)));
    }

    private static GrowMap<?, ?> growMap(Random random) {
        GrowMap<Object, Max<Integer>> map = GrowMap.empty();
        for (int i = random.nextInt(4); i > 0; i--) {
            map = map.with(any(random, 0), new Max<>(random.nextInt()));
        }
        return map;
    }

    private static List<Object> list(Random random, int depth) {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(any(random, depth - 1));
        }
        return list;
    }

    /** Surrogates come paired and unpaired. */
    static String text(Random random, int maxChar) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            if (maxChar > 0x7f && random.nextInt(4) == 0) {
                text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
            } else {
                text.append((char) random.nextInt(maxChar + 1));
            }
        }
        return text.toString();
    }
}

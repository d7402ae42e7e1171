package io.crdt.laws;

import io.crdt.causal.CausalContext;
import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.causal.ReplicaContext;
import io.crdt.clock.HybridLogicalClock;
import io.crdt.clock.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** One replica of an {@link Execution}: its state, what it has seen, its clock and its dots. */
final class Site<X> implements ReplicaContext {

    /** What a replica can go back to. */
    record Backup<X>(int step, X state, CausalContext seen) {}

    private static final long HOUR_MILLIS = 3_600_000;

    private final int number;
    private final long salt;
    private final long skewMillis;
    private final List<Backup<X>> backups = new ArrayList<>();
    private HybridLogicalClock clock = HybridLogicalClock.create();
    private Incarnation incarnation;
    private long life;
    private long lastDot;
    private long lastEvent;
    private long trueMillis;
    private X state;
    private CausalContext seen = CausalContext.EMPTY;

    Site(int number, X bottom, SplittableRandom random) {
        this.number = number;
        salt = random.nextLong();
        skewMillis = switch (random.nextInt(4)) {
            case 0 -> HOUR_MILLIS;
            case 1 -> -HOUR_MILLIS;
            default -> random.nextLong(-30_000, 30_000);
        };
        state = bottom;
        incarnation = nextLife();
        backups.add(new Backup<>(0, bottom, seen));
    }

    /** Incarnations that read well: a1a1a1a1, then a2a2a2a2. */
    private Incarnation nextLife() {
        life++;
        long digits = (10 + number) % 16 << 4 | life % 16;
        return new Incarnation(digits * 0x01010101_00000000L | life, salt);
    }

    int number() {
        return number;
    }

    X state() {
        return state;
    }

    CausalContext seen() {
        return seen;
    }

    List<Backup<X>> backups() {
        return backups;
    }

    void setTime(long millis) {
        trueMillis = millis;
    }

    void observe(Timestamp time) {
        clock = clock.observe(time, trueMillis + skewMillis);
    }

    Dot nextEvent() {
        return new Dot(incarnation, ++lastEvent);
    }

    void moveTo(int step, X newState, CausalContext newSeen) {
        state = newState;
        seen = newSeen;
        backups.add(new Backup<>(step, newState, newSeen));
    }

    void restart() {
        incarnation = nextLife();
        lastDot = 0;
        lastEvent = 0;
        clock = HybridLogicalClock.create();
    }

    @Override
    public Incarnation origin() {
        return incarnation;
    }

    @Override
    public Dot nextDot() {
        return new Dot(incarnation, ++lastDot);
    }

    @Override
    public Timestamp now() {
        clock = clock.tick(trueMillis + skewMillis);
        return clock.last();
    }
}

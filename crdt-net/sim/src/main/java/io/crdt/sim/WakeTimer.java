package io.crdt.sim;

import io.crdt.protocol.Event;

/** Wakes the protocol of one life. It plans one wake-up at a time; one that turns out to be too early plans the next. */
final class WakeTimer {

    private static final long NEVER = Long.MAX_VALUE;
    private static final int MAX_TICKS_AT_ONCE = 1000;

    private final World world;
    private final Life life;
    private long wakeAt = NEVER;
    private long plannedAt = NEVER;
    private long tickedAt = -1;
    private int ticksAtOnce;

    WakeTimer(World world, Life life) {
        this.world = world;
        this.life = life;
    }

    /** From now on it is to be woken at this time at the latest. */
    void plan(long millis) {
        wakeAt = millis;
        if (wakeAt < plannedAt) {
            wakeAt(Math.max(wakeAt, world.agenda.now()));
        }
    }

    private void wakeAt(long millis) {
        plannedAt = millis;
        world.agenda.at(millis, () -> {
            if (life.node.life() == life && plannedAt == millis) {
                plannedAt = NEVER;
                wake(world.agenda.now());
            }
        });
    }

    private void wake(long now) {
        if (wakeAt > now) {
            if (wakeAt != NEVER) {
                wakeAt(wakeAt);
            }
            return;
        }
        ticksAtOnce = tickedAt == now ? ticksAtOnce + 1 : 0;
        tickedAt = now;
        if (ticksAtOnce > MAX_TICKS_AT_ONCE) {
            throw world.violation(Invariant.PROGRESSES, life.node, "it wants to be woken again and again at one time");
        }
        life.submit(new Event.Tick());
    }
}

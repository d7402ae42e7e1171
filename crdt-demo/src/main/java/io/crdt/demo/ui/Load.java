package io.crdt.demo.ui;

import io.crdt.demo.engine.Engine;
import io.crdt.demo.engine.Mix;

/** Writes by itself, at a given rate, at nodes drawn by chance. */
final class Load {

    static final int DEFAULT_PER_SECOND = 5;
    static final int MAX_PER_SECOND = 1_000;

    private final Engine engine;
    private final Mix mix;
    private int perSecond = DEFAULT_PER_SECOND;
    private double due;
    private long lastNanos = System.nanoTime();

    Load(Engine engine, long seed) {
        this.engine = engine;
        mix = Mix.onShown(seed);
    }

    int perSecond() {
        return perSecond;
    }

    void setPerSecond(int newPerSecond) {
        perSecond = newPerSecond;
    }

    /** Writes what is due since the last time; what would be due of a longer pause than a second is left out. */
    void tick() {
        long now = System.nanoTime();
        due = Math.min(perSecond, due + perSecond * (now - lastNanos) / 1e9);
        lastNanos = now;
        while (due >= 1 && !engine.cluster().running().isEmpty()) {
            due--;
            engine.convergence().offer(mix.next(engine), engine.cluster().running());
        }
    }
}

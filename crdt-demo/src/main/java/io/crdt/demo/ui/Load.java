package io.crdt.demo.ui;

import io.crdt.type.LWWMap;
import io.crdt.type.ORSet;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Writes by itself, at a given rate, at nodes drawn by chance. */
final class Load {

    static final int DEFAULT_PER_SECOND = 5;
    static final int MAX_PER_SECOND = 1_000;

    private static final List<String> GOODS = List.of(
            "apples",
            "bread",
            "butter",
            "cheese",
            "coffee",
            "eggs",
            "figs",
            "flour",
            "grapes",
            "honey",
            "jam",
            "kiwis",
            "lemons",
            "milk",
            "noodles",
            "nuts",
            "oil",
            "pears",
            "rice",
            "salt",
            "soap",
            "sugar",
            "tea",
            "tomatoes");

    private final LiveCluster cluster;
    private final Writes writes;
    private final SplittableRandom random;
    private int perSecond = DEFAULT_PER_SECOND;
    private double due;
    private long lastNanos = System.nanoTime();

    Load(LiveCluster cluster, Writes writes, long seed) {
        this.cluster = cluster;
        this.writes = writes;
        random = new SplittableRandom(seed);
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
        List<DemoNode> running = cluster.running();
        while (due >= 1 && !running.isEmpty()) {
            due--;
            write(running.get(random.nextInt(running.size())));
        }
    }

    private void write(DemoNode at) {
        String what = GOODS.get(random.nextInt(GOODS.size()));
        boolean grow = random.nextInt(10) < 6;
        switch (random.nextInt(3)) {
            case 0 -> writes.like(at, 1 + random.nextInt(3), Load::nobodyWaits);
            case 1 -> changeCart(at, what, grow);
            default -> changePrices(at, what, grow);
        }
    }

    private void changeCart(DemoNode at, String what, boolean grow) {
        ORSet<String> cart = at.node().get(SharedObjects.CART);
        if (grow || !cart.contains(what)) {
            writes.add(at, what, Load::nobodyWaits);
        } else {
            writes.remove(at, what, Load::nobodyWaits);
        }
    }

    private void changePrices(DemoNode at, String what, boolean grow) {
        LWWMap<String, String> prices = at.node().get(SharedObjects.PRICES);
        if (grow || !prices.containsKey(what)) {
            writes.put(at, what, String.format(Locale.ROOT, "%.2f", random.nextInt(1_000) / 100.0), Load::nobodyWaits);
        } else {
            writes.removePrice(at, what, Load::nobodyWaits);
        }
    }

    /** Nobody is told when a write of the load is everywhere. */
    private static void nobodyWaits(long nanos) {}
}

package io.crdt.demo.engine;

import java.math.BigDecimal;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Operations drawn from a seed: increments, adds, removes, puts, and a few clears.
 *
 * <p>The seed decides who does what to which; a removal that finds nothing to remove becomes an addition, so every operation
 * is one, and what it finds depends on how fast the network was.
 */
public final class Mix {

    private static final List<String> GOODS =
            List.of(("apples bread butter cheese coffee eggs figs flour grapes honey jam"
                            + " kiwis lemons milk noodles nuts oil pears rice salt soap sugar tea tomatoes")
                    .split(" "));
    private static final int NAMES = 64;
    private static final int MAX_INCREMENT = 10;
    private static final int MAX_CENTS = 1_000;
    private static final int ONE_CLEAR_IN = 200;

    private final SplittableRandom random;
    private final List<String> names;
    private final boolean onAll;

    private Mix(long seed, List<String> names, boolean onAll) {
        random = new SplittableRandom(seed);
        this.names = names;
        this.onAll = onAll;
    }

    /** Returns a mix on all shared objects. */
    public static Mix onAll(long seed) {
        return new Mix(seed, IntStream.range(0, NAMES).mapToObj(i -> "n" + i).toList(), true);
    }

    /** Returns a mix on the objects that a page shows, which clears nothing that a viewer has written. */
    public static Mix onShown(long seed) {
        return new Mix(seed, GOODS, false);
    }

    /** Makes the next operation, at one of the running nodes. */
    public Write next(Engine engine) {
        List<DemoNode> running = engine.cluster().running();
        DemoNode at = running.get(random.nextInt(running.size()));
        int kind = random.nextInt(10);
        int object = onAll ? random.nextInt(2) : 0;
        String name = names.get(random.nextInt(names.size()));
        boolean grow = random.nextInt(10) < 6;
        Writes writes = engine.writes();
        if (kind < 2) {
            return writes.increment(at, SharedObjects.COUNTERS.get(object), 1 + random.nextInt(MAX_INCREMENT));
        }
        if (kind < 6) {
            var set = SharedObjects.SETS.get(object);
            boolean everything = onAll && random.nextInt(ONE_CLEAR_IN) == 0;
            return grow
                    ? writes.add(at, set, name)
                    : everything ? writes.clearOrAdd(at, set, name) : writes.removeOrAdd(at, set, name);
        }
        var map = SharedObjects.MAPS.get(object);
        String price = BigDecimal.valueOf(random.nextInt(MAX_CENTS), 2).toString();
        return grow ? writes.put(at, map, name, price) : writes.removeKeyOrPut(at, map, name, price);
    }
}

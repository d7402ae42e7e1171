package io.crdt.net.sim;

import java.util.random.RandomGenerator;

/**
 * How often what goes wrong. All are probabilities from 0 to 1, the first three per message, the others per step.
 *
 * <p>TCP neither loses, doubles nor reorders messages, and the protocol does not have to be quick if it does; but it has
 * to be right.
 *
 * @param loss a message does not arrive
 * @param duplication a message arrives twice, the second time late
 * @param delay a message arrives up to a second late, overtaken by later ones
 * @param linkBreak a link breaks, and what is on its way is lost
 * @param crash a node stops, loses what is not persisted, and starts again later
 * @param partition two groups of nodes no longer hear each other
 * @param oneWayCut a node no longer hears another one, but is heard
 * @param slow a node sends a hundred times slower for a while
 * @param skewMillis how far wall clocks are from the truth at most, in either direction
 */
public record Faults(
        double loss,
        double duplication,
        double delay,
        double linkBreak,
        double crash,
        double partition,
        double oneWayCut,
        double slow,
        long skewMillis) {

    private static final long HOUR_MILLIS = 3_600_000;

    public Faults {
        requireProbability("loss", loss);
        requireProbability("duplication", duplication);
        requireProbability("delay", delay);
        requireProbability("linkBreak", linkBreak);
        requireProbability("crash", crash);
        requireProbability("partition", partition);
        requireProbability("oneWayCut", oneWayCut);
        requireProbability("slow", slow);
        if (skewMillis < 0) {
            throw new IllegalArgumentException("skewMillis must not be negative, but is " + skewMillis);
        }
    }

    /** Returns a world in which nothing goes wrong. */
    public static Faults none() {
        return new Faults(0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /** Returns a world in which everything goes wrong now and then. */
    public static Faults all() {
        return new Faults(0.05, 0.05, 0.05, 0.05, 0.05, 0.02, 0.02, 0.02, HOUR_MILLIS);
    }

    /** Returns a world in which about half of the faults occur, seldom or often. */
    public static Faults random(RandomGenerator random) {
        return new Faults(
                some(random, 0.3),
                some(random, 0.3),
                some(random, 0.3),
                some(random, 0.2),
                some(random, 0.15),
                some(random, 0.1),
                some(random, 0.1),
                some(random, 0.1),
                random.nextBoolean() ? HOUR_MILLIS : 0);
    }

    private static double some(RandomGenerator random, double most) {
        double probability = most * random.nextDouble() * random.nextDouble();
        return random.nextBoolean() ? probability : 0;
    }

    private static void requireProbability(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be from 0 to 1, but is " + value);
        }
    }
}

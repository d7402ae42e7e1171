package io.crdt.sim;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * How often what goes wrong.
 *
 * @param rates the probability of each fault in each step, from 0 to 1; faults that are missing never happen
 */
public record Faults(Map<Fault, Double> rates) {

    public Faults {
        Map<Fault, Double> sorted = new EnumMap<>(Fault.class);
        rates.forEach((fault, rate) -> {
            if (!(rate >= 0 && rate <= 1)) {
                throw new IllegalArgumentException("the rate of " + fault + " must be from 0 to 1, but is " + rate);
            }
            if (rate > 0) {
                sorted.put(fault, rate);
            }
        });
        rates = Collections.unmodifiableMap(sorted);
    }

    /** Returns a world in which nothing goes wrong. */
    public static Faults none() {
        return new Faults(Map.of());
    }

    /** Returns a world in which everything goes wrong now and then. */
    public static Faults all() {
        return of(EnumSet.allOf(Fault.class));
    }

    /** Returns a world in which these faults occur, as often as with {@link #all()}. */
    public static Faults of(Collection<Fault> faults) {
        Map<Fault, Double> rates = new EnumMap<>(Fault.class);
        faults.forEach(fault -> rates.put(fault, fault.usualRate()));
        return new Faults(rates);
    }

    /** Returns a world in which about half of the faults occur, seldom or often. */
    public static Faults random(RandomGenerator random) {
        Map<Fault, Double> rates = new EnumMap<>(Fault.class);
        for (Fault fault : Fault.values()) {
            double rate = Math.min(1, 4 * fault.usualRate() * random.nextDouble() * random.nextDouble());
            if (random.nextBoolean()) {
                rates.put(fault, rate);
            }
        }
        return new Faults(rates);
    }

    /** Returns these faults with another rate of one. */
    public Faults with(Fault fault, double rate) {
        Map<Fault, Double> changed = new EnumMap<>(Fault.class);
        changed.putAll(rates);
        changed.put(fault, rate);
        return new Faults(changed);
    }

    /** Returns the probability of a fault in each step. */
    public double rate(Fault fault) {
        return rates.getOrDefault(fault, 0.0);
    }

    /** Tells whether nothing goes wrong. */
    public boolean isNone() {
        return rates.isEmpty();
    }
}

package io.crdt.sim;

import java.util.PriorityQueue;

/** Virtual time, and what is to happen when. What is due at the same time happens in the order it was planned. */
final class Agenda {

    private final PriorityQueue<Item> items = new PriorityQueue<>();
    private long now;
    private long planned;
    private long done;

    private record Item(long at, long number, Runnable action) implements Comparable<Item> {
        @Override
        public int compareTo(Item other) {
            return at == other.at ? Long.compare(number, other.number) : Long.compare(at, other.at);
        }
    }

    long now() {
        return now;
    }

    /** Returns how many actions have been carried out. */
    long done() {
        return done;
    }

    /** Plans an action the given number of milliseconds from now. */
    void after(long millis, Runnable action) {
        at(now + millis, action);
    }

    /** Plans an action; one that is overdue happens now. */
    void at(long millis, Runnable action) {
        items.add(new Item(Math.max(now, millis), planned++, action));
    }

    /** Carries out all that is due until then, which is the new time. */
    void runUntil(long millis) {
        for (Item next = items.peek(); next != null && next.at <= millis; next = items.peek()) {
            items.remove();
            now = next.at;
            done++;
            next.action.run();
        }
        now = millis;
    }
}

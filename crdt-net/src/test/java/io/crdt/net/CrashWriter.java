package io.crdt.net;

import io.crdt.causal.Delta;
import io.crdt.net.options.CrdtOptions;
import io.crdt.replica.Key;
import io.crdt.type.GCounter;
import io.crdt.type.ORSet;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * A process that writes without a pause until it is killed, and prints the number of each update that was acknowledged.
 *
 * <p>Update n adds n to a set and takes n − 3 away, then counts one up. So whatever state is found later says by itself
 * whether it is one that was reached.
 */
final class CrashWriter {

    static final Key<ORSet<Integer>> RECENT = Key.of("recent", ORSet.type(Integer.class));
    static final Key<ORSet<String>> BALLAST = Key.of("ballast", ORSet.type(String.class));
    static final Key<GCounter> UPDATES = Key.of("updates", GCounter.type());
    private static final int MOST_UNDER_WAY = 32;

    private CrashWriter() {}

    /** Arguments: the data directory, and how many characters each update adds to make the files grow. */
    public static void main(String[] args) throws InterruptedException {
        PrintStream acknowledged = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        String ballast = "x".repeat(Integer.parseInt(args[1]));
        CrdtNode node = CrdtNode.create(
                Vertx.vertx(), new CrdtOptions().setName("writer").setDataDir(Path.of(args[0])));
        int begun = last(node.get(RECENT));
        long uncounted = begun - node.get(UPDATES).value(); // it was killed between the two updates
        node.update(UPDATES, (updates, me) -> uncounted == 0 ? Delta.none() : updates.increment(me, uncounted));
        Semaphore room = new Semaphore(MOST_UNDER_WAY);
        for (int next = begun + 1; ; next++) {
            int number = next;
            room.acquire();
            node.update(RECENT, (recent, me) -> recent.add(me, number).join(recent.remove(me, number - 3)));
            if (!ballast.isEmpty()) {
                node.update(BALLAST, (all, me) -> all.add(me, ballast + number % 100));
            }
            node.update(UPDATES, (updates, me) -> updates.increment(me)).onComplete(done -> {
                acknowledged.println(done.succeeded() ? String.valueOf(number) : String.valueOf(done.cause()));
                room.release();
            });
        }
    }

    /** Returns the number of the last update of a state. */
    static int last(ORSet<Integer> recent) {
        return recent.isEmpty() ? 0 : Collections.max(recent.elements());
    }

    /** Checks that the state is one that the writer has reached, with all that it has acknowledged. */
    static void requireReached(ORSet<Integer> recent, long updates, int acknowledged) {
        int last = last(recent);
        if (last < acknowledged) {
            throw new AssertionError("update " + acknowledged + " was acknowledged, but the last there is is " + last);
        }
        Set<Integer> expected = Set.of(last, last - 1, last - 2);
        boolean justCut = updates == last - 1 || updates == last;
        if (last > 3 && (!recent.elements().equals(expected) || !justCut)) {
            throw new AssertionError(
                    "no state that was ever reached: " + recent.elements() + " after " + updates + " updates");
        }
    }
}

package io.crdt.demo.ui;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.Dot;
import io.crdt.causal.ReplicaContext;
import io.crdt.causal.VersionVector;
import io.crdt.demo.oracle.Recorder;
import io.crdt.demo.oracle.Stamp;
import io.crdt.replica.Key;
import java.util.BitSet;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;

/** Writes to nodes, and what is done with each write: it is recorded, and its way to the other nodes measured. */
final class Writes {

    private final LiveCluster cluster;
    private final OperationRecord operationRecord;
    private final Convergence convergence;

    Writes(LiveCluster cluster, OperationRecord operationRecord, Convergence convergence) {
        this.cluster = cluster;
        this.operationRecord = operationRecord;
        this.convergence = convergence;
    }

    Dot like(DemoNode at, long amount, LongConsumer onEverywhere) {
        return update(
                at,
                SharedObjects.LIKES,
                (likes, me) -> amount < 0 ? likes.decrement(me, -amount) : likes.increment(me, amount),
                (stamp, seen) -> operationRecord.increment(SharedObjects.LIKES.name(), amount, stamp),
                onEverywhere);
    }

    Dot add(DemoNode at, String element, LongConsumer onEverywhere) {
        return update(
                at,
                SharedObjects.CART,
                (cart, me) -> cart.add(me, element),
                (stamp, seen) -> operationRecord.add(SharedObjects.CART.name(), element, stamp, seen),
                onEverywhere);
    }

    Dot remove(DemoNode at, String element, LongConsumer onEverywhere) {
        require(at.node().get(SharedObjects.CART).contains(element), at, "the cart", element);
        return update(
                at,
                SharedObjects.CART,
                (cart, me) -> cart.remove(me, element),
                (stamp, seen) -> operationRecord.remove(SharedObjects.CART.name(), element, stamp, seen),
                onEverywhere);
    }

    Dot put(DemoNode at, String key, String value, LongConsumer onEverywhere) {
        return update(
                at,
                SharedObjects.PRICES,
                (prices, me) -> prices.put(me, key, value),
                (stamp, seen) -> operationRecord.put(SharedObjects.PRICES.name(), key, value, stamp, seen),
                onEverywhere);
    }

    Dot removePrice(DemoNode at, String key, LongConsumer onEverywhere) {
        require(at.node().get(SharedObjects.PRICES).containsKey(key), at, "the prices", key);
        return update(
                at,
                SharedObjects.PRICES,
                (prices, me) -> prices.remove(me, key),
                (stamp, seen) -> operationRecord.remove(SharedObjects.PRICES.name(), key, stamp, seen),
                onEverywhere);
    }

    private static void require(boolean present, DemoNode at, String where, String what) {
        if (!present) {
            throw new IllegalArgumentException(
                    at.name() + " has no \"" + what + "\" in " + where + "; nothing was changed");
        }
    }

    private <S extends Crdt<S, ?>> Dot update(
            DemoNode at,
            Key<S> key,
            BiFunction<S, ReplicaContext, Delta<S>> mutator,
            BiConsumer<Stamp, VersionVector> effect,
            LongConsumer onEverywhere) {
        long started = System.nanoTime();
        Recorder[] recorder = new Recorder[1];
        VersionVector[] seen = {VersionVector.EMPTY};
        at.node().update(key, (value, me) -> {
            recorder[0] = new Recorder(me);
            seen[0] = at.state().context();
            return mutator.apply(value, recorder[0]);
        });
        Stamp stamp = recorder[0].last();
        at.wroteAs(stamp.dot().origin());
        effect.accept(stamp, seen[0]);
        BitSet missing = new BitSet();
        cluster.running().forEach(node -> missing.set(node.index()));
        missing.clear(at.index());
        convergence.offer(stamp.dot(), started, missing, onEverywhere);
        // It may have arrived somewhere while it was being recorded.
        cluster.running()
                .forEach(node -> convergence.arrived(node.index(), node.state().context()));
        return stamp.dot();
    }
}

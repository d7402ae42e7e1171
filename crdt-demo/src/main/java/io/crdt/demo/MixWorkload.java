package io.crdt.demo;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.VersionVector;
import io.crdt.demo.oracle.MixOracle;
import io.crdt.demo.oracle.Recorder;
import io.crdt.net.CrdtNode;
import io.crdt.replica.Key;
import io.crdt.replica.ReplicaState;
import io.crdt.type.GCounter;
import io.crdt.type.LWWMap;
import io.crdt.type.ORSet;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Operations drawn from a seed, on a few counters, sets and maps: increments, adds, removes, a few clears, puts. A
 * {@link MixOracle} hears of each what its node had seen, and says what has to come out.
 *
 * <p>The seed decides who does what to which; a removal that finds nothing to remove becomes an addition, so every operation
 * is one, and what it finds depends on how fast the network was.
 */
final class MixWorkload implements Workload {

    private static final List<Key<GCounter>> COUNTERS = Stream.of("likes", "views")
            .map(name -> Key.of(name, GCounter.type()))
            .toList();
    private static final List<Key<ORSet<String>>> SETS = Stream.of("cart", "tags")
            .map(name -> Key.of(name, ORSet.type(String.class)))
            .toList();
    private static final List<Key<LWWMap<String, Long>>> MAPS = Stream.of("profile", "prices")
            .map(name -> Key.of(name, LWWMap.type(String.class, Long.class)))
            .toList();

    private static final int NAMES = 64;
    private static final int MAX_INCREMENT = 10;
    private static final int ONE_CLEAR_IN = 200;

    private final long steps;
    private final SplittableRandom random;
    private final MixOracle oracle = new MixOracle();
    private long updates;

    MixWorkload(long steps, long seed) {
        this.steps = steps;
        this.random = new SplittableRandom(seed);
    }

    @Override
    public String title() {
        return "a mix of counter, set and map operations";
    }

    @Override
    public long steps() {
        return steps;
    }

    @Override
    public String stepName() {
        return "updates";
    }

    @Override
    public long updates() {
        return updates;
    }

    @Override
    public List<Key<?>> watched() {
        List<Key<?>> keys = new ArrayList<>(COUNTERS);
        keys.addAll(SETS);
        keys.addAll(MAPS);
        return keys;
    }

    @Override
    public Write step(long index, List<CrdtNode> nodes) {
        int node = random.nextInt(nodes.size());
        int kind = random.nextInt(10);
        int object = random.nextInt(2);
        String name = "n" + random.nextInt(NAMES);
        boolean grow = random.nextInt(10) < 6;
        updates++;
        if (kind < 2) {
            return increment(nodes.get(node), node, COUNTERS.get(object));
        }
        return kind < 6
                ? changeSet(nodes.get(node), node, SETS.get(object), name, grow)
                : changeMap(nodes.get(node), node, MAPS.get(object), name, grow);
    }

    private Write increment(CrdtNode at, int node, Key<GCounter> key) {
        int amount = 1 + random.nextInt(MAX_INCREMENT);
        oracle.increment(key.name(), amount);
        return update(at, node, key, (counter, me) -> counter.increment(me, amount));
    }

    private Write changeSet(CrdtNode at, int node, Key<ORSet<String>> key, String name, boolean grow) {
        boolean everything = random.nextInt(ONE_CLEAR_IN) == 0;
        return update(at, node, key, (set, me) -> {
            VersionVector seen = at.state().context();
            if (grow || !set.contains(name)) {
                Delta<ORSet<String>> delta = set.add(me, name);
                oracle.add(key.name(), name, me.last(), seen);
                return delta;
            }
            if (everything) {
                oracle.clear(key.name(), seen);
                return set.clear(me);
            }
            oracle.remove(key.name(), name, seen);
            return set.remove(me, name);
        });
    }

    private Write changeMap(CrdtNode at, int node, Key<LWWMap<String, Long>> key, String name, boolean grow) {
        long value = updates;
        return update(at, node, key, (map, me) -> {
            VersionVector seen = at.state().context();
            if (grow || !map.containsKey(name)) {
                Delta<LWWMap<String, Long>> delta = map.put(me, name, value);
                oracle.put(key.name(), name, value, me.last(), seen);
                return delta;
            }
            oracle.remove(key.name(), name, seen);
            return map.remove(me, name);
        });
    }

    private static <S extends Crdt<S, ?>> Write update(
            CrdtNode at, int node, Key<S> key, BiFunction<S, Recorder, Delta<S>> mutator) {
        long started = System.nanoTime();
        Recorder[] recorder = new Recorder[1];
        at.update(key, (value, me) -> {
            recorder[0] = new Recorder(me);
            return mutator.apply(value, recorder[0]);
        });
        return new Write(node, recorder[0].last().dot(), started);
    }

    @Override
    public Map<String, Object> expected() {
        Map<String, Object> expected = oracle.expected();
        expected.put(OPERATIONS, updates);
        return expected;
    }

    @Override
    public Map<String, Object> observed(ReplicaState replica) {
        Map<String, Object> observed = new HashMap<>();
        for (Key<GCounter> key : COUNTERS) {
            long value = replica.get(key).value();
            if (value != 0) {
                observed.put(key.name(), value);
            }
        }
        for (Key<ORSet<String>> key : SETS) {
            replica.get(key).elements().forEach(name -> observed.put(MixOracle.place(key.name(), name), MixOracle.IN));
        }
        for (Key<LWWMap<String, Long>> key : MAPS) {
            replica.get(key).forEach((name, value) -> observed.put(MixOracle.place(key.name(), name), value));
        }
        observed.put(OPERATIONS, replica.context().distanceFrom(VersionVector.EMPTY));
        return observed;
    }

    @Override
    public void describe(ReplicaState replica, JsonObject result) {
        result.put("objects", replica.objects().size()).put("live_entries", replica.size());
    }
}

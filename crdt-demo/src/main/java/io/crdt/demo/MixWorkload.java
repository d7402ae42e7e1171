package io.crdt.demo;

import io.crdt.demo.engine.Engine;
import io.crdt.demo.engine.Mix;
import io.crdt.demo.engine.Write;
import io.crdt.replica.ReplicaState;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Operations drawn from a seed; the record of the engine says what has to come out. */
final class MixWorkload implements Workload {

    private final long steps;
    private final Mix mix;

    MixWorkload(long steps, long seed) {
        this.steps = steps;
        this.mix = Mix.onAll(seed);
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
    public Write step(long index, Engine engine) {
        return mix.next(engine);
    }

    @Override
    public long updates(Engine engine) {
        return engine.operationRecord().size();
    }

    @Override
    public Map<String, Object> expected(Engine engine) {
        return engine.operationRecord().expected();
    }

    @Override
    public void describe(ReplicaState replica, JsonObject result) {
        result.put("objects", replica.objects().size()).put("live_entries", replica.size());
    }
}

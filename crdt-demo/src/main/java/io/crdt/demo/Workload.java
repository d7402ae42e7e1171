package io.crdt.demo;

import io.crdt.demo.engine.Engine;
import io.crdt.demo.engine.Write;
import io.crdt.replica.ReplicaState;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is written to the nodes, and what has to come out of it. Used by one thread. */
sealed interface Workload permits TextWorkload, MixWorkload {

    /** Returns what it is, for people. */
    String title();

    /** Returns of how many steps it consists. */
    long steps();

    /** Returns what a step is called, in the plural. */
    String stepName();

    /**
     * Makes a step on one of the nodes.
     *
     * @return its last write; null if there was nothing to write
     */
    @Nullable
    Write step(long index, Engine engine);

    /** Returns how many operations were made; each of them took one dot. */
    long updates(Engine engine);

    /** Returns what each place has to hold in the end, found out without any replication. */
    Map<String, Object> expected(Engine engine);

    /** Adds what is worth telling of the result, read from a replica. */
    void describe(ReplicaState replica, JsonObject result);
}

/** A deterministic simulator: the real replicas and the real protocol over a simulated network, disk and time. */
module io.crdt.sim {
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;
    requires transitive io.crdt.laws;
    requires transitive io.crdt.protocol;

    exports io.crdt.sim;
}

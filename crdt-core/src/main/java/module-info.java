/** Replicated values: no I/O, no threads, no wall clock, no run-time dependency. */
module io.crdt.core {
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;

    exports io.crdt.causal;
    exports io.crdt.clock;
    exports io.crdt.lattice;
    exports io.crdt.payload;
    exports io.crdt.replica;
    exports io.crdt.type;
}

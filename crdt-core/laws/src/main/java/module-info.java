/** The laws of replicated values, what the types of the library promise, and the contracts for test engines. */
module io.crdt.laws {
    requires static com.google.errorprone.annotations;
    requires static net.jqwik.api;
    requires static org.jspecify;
    requires transitive io.crdt.core;

    exports io.crdt.laws;
    exports io.crdt.laws.contract;
    exports io.crdt.laws.spec;
}

/** How replicas become equal: the protocol and the membership as state machines, and messages as bytes. */
module io.crdt.protocol {
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;
    requires transitive io.crdt.core;

    exports io.crdt.codec;
    exports io.crdt.membership;
    exports io.crdt.protocol;
}

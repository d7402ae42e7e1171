/** How replicas meet: protocol, codec, store, transport, simulator, and the node on Vert.x. */
module io.crdt.net {
    requires static com.google.errorprone.annotations;
    requires static micrometer.core;
    requires static org.jspecify;
    requires transitive io.crdt.core;
    requires transitive io.vertx.core;
    requires transitive com.esotericsoftware.kryo;
    requires java.naming;
    requires java.sql;
    requires org.slf4j;

    exports io.crdt.net;
    exports io.crdt.net.codec;
    exports io.crdt.net.protocol;
    exports io.crdt.net.sim;
    exports io.crdt.net.store;
    exports io.crdt.net.transport;
}

/** How replicas meet: the node on Vert.x, its store and its transport. */
module io.crdt.net {
    requires static com.google.errorprone.annotations;
    requires static micrometer.core;
    requires static org.jspecify;
    requires transitive com.esotericsoftware.kryo;
    requires transitive io.crdt.protocol;
    requires transitive io.vertx.core;
    requires java.naming;
    requires java.sql;
    requires org.slf4j;

    exports io.crdt.net;
    exports io.crdt.net.json;
    exports io.crdt.net.kryo;
    exports io.crdt.net.options;
    exports io.crdt.net.record;
    exports io.crdt.net.status;
    exports io.crdt.net.store;
    exports io.crdt.net.store.sqlite;
    exports io.crdt.net.transport;
}

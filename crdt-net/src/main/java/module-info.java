/** How replicas meet: protocol, codec, store, transport, simulator, and the node on Vert.x. */
module io.crdt.net {
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;
    requires transitive io.crdt.core;
    requires transitive io.vertx.core;
    requires com.esotericsoftware.kryo;
    requires org.slf4j;
}

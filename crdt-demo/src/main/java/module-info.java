/** What a newcomer runs; exports nothing. */
module io.crdt.demo {
    requires java.management;
    requires static org.jspecify;
    requires io.crdt.net;
    requires io.crdt.sim;
    requires info.picocli;
    requires org.jline.terminal;

    opens io.crdt.demo to
            info.picocli;
}

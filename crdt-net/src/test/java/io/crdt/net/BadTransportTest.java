package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.codec.Codec;
import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.transport.Link;
import io.crdt.net.transport.MemoryNetwork;
import io.crdt.net.transport.Transport;
import io.crdt.replica.Key;
import io.crdt.type.ORSet;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A transport that a user has written, and whose links throw: what is done to one link reaches the others. */
class BadTransportTest {

    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));

    @RegisterExtension
    final Nodes nodes = new Nodes();

    private final List<BadLink> bad = new CopyOnWriteArrayList<>();

    @Test
    void aLinkThatCannotBeClosedIsToldAndDoesNotKeepTheOthersOpen() {
        MemoryNetwork network = new MemoryNetwork(nodes.vertx());
        CrdtNode hub = start(network, new CrdtOptions().setName("hub"), true);
        CrdtNode one = start(network, new CrdtOptions().setName("one"), false);
        CrdtNode other = start(network, new CrdtOptions().setName("other"), false);
        Nodes.link(hub, one);
        Nodes.link(hub, other);
        nodes.awaitStatus(hub, "two peers", status -> status.peers().size() == 2);

        bad.forEach(link -> link.throwing = true);
        Await.result(hub.disconnect());

        nodes.awaitProblem(hub, "it could not be closed: java.lang.IllegalStateException: no");
        nodes.awaitStatus(hub, "no peers", status -> status.peers().isEmpty());
        // A link is closed on an event loop, after the node has forgotten it.
        nodes.await("all links closed", () -> bad.size() >= 2 && bad.stream().allMatch(link -> link.asked));

        bad.forEach(link -> link.throwing = false);
        Await.result(hub.update(CART, (cart, me) -> cart.add(me, "milk")));
        Await.result(hub.connect());
        nodes.awaitEqual(hub, one, other);
    }

    @Test
    void aLinkThatThrowsWhenItIsSentToCostsThatLinkAlone() {
        MemoryNetwork network = new MemoryNetwork(nodes.vertx());
        CrdtNode hub = start(network, new CrdtOptions().setName("hub"), true);
        CrdtNode one = start(network, new CrdtOptions().setName("one"), false);
        CrdtNode other = start(network, new CrdtOptions().setName("other"), false);
        Nodes.link(hub, one);
        Nodes.link(hub, other);
        nodes.awaitStatus(hub, "two peers", status -> status.peers().size() == 2);

        bad.get(0).throwing = true;
        Await.result(hub.update(CART, (cart, me) -> cart.add(me, "milk")));

        nodes.awaitProblem(hub, "could not send: java.lang.IllegalStateException: no");
        nodes.awaitEqual(hub, one, other); // over a new link
    }

    @Test
    void aTransportThatTakesLongToCloseKeepsNoDirectory(@TempDir Path directory) {
        Promise<Void> end = Promise.promise();
        Transport endless =
                new ForwardingTransport(new MemoryNetwork(nodes.vertx()).transport(), UnaryOperator.identity()) {
                    @Override
                    public Future<Void> close() {
                        return end.future();
                    }
                };
        CrdtOptions options = new CrdtOptions().setName("a").setDataDir(directory);
        CrdtNode node = Nodes.start(CrdtNode.create(nodes.vertx(), options, Codec.standard(), endless));
        Await.result(node.update(CART, (cart, me) -> cart.add(me, "milk")));

        Future<Void> closing = node.close();

        AtomicReference<Future<CrdtNode>> next = new AtomicReference<>(CrdtNode.open(nodes.vertx(), options));
        nodes.await("the directory is given back", () -> {
            Future<CrdtNode> opened = next.get();
            if (opened.failed()) {
                next.set(CrdtNode.open(nodes.vertx(), options));
            }
            return opened.succeeded();
        });
        assertTrue(nodes.keep(Await.result(next.get())).get(CART).contains("milk"));
        assertFalse(closing.isComplete());
        end.complete();
        Await.result(closing);
    }

    private CrdtNode start(MemoryNetwork network, CrdtOptions options, boolean isBad) {
        Transport transport = network.transport();
        options.setReconnectMillis(1, 20);
        return Nodes.start(nodes.keep(
                CrdtNode.create(nodes.vertx(), options, Codec.standard(), isBad ? bad(transport) : transport)));
    }

    private Transport bad(Transport inner) {
        return new ForwardingTransport(inner, BadLink::new);
    }

    private final class BadLink extends ForwardingTransport.ForwardingLink {
        private volatile boolean throwing;
        private volatile boolean asked;

        BadLink(Link inner) {
            super(inner);
            bad.add(this);
        }

        @Override
        public boolean send(byte[] frame) {
            if (throwing) {
                throw new IllegalStateException("no");
            }
            return super.send(frame);
        }

        @Override
        public void close() {
            asked = true;
            super.close(); // or the other side would never know
            if (throwing) {
                throw new IllegalStateException("no");
            }
        }
    }
}

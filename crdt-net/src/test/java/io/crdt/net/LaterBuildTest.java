package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.codec.Codec;
import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.status.NodeStatus;
import io.crdt.net.status.Problem;
import io.crdt.net.transport.Link;
import io.crdt.net.transport.MemoryNetwork;
import io.crdt.net.transport.Transport;
import io.crdt.replica.Key;
import io.crdt.type.ORSet;
import io.crdt.type.PNCounter;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A cluster is upgraded, process by process, to a build that speaks the next edition as well, says more in its hello and has
 * a kind of message that this one does not know.
 */
class LaterBuildTest {

    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));
    private static final Key<PNCounter> STOCK = Key.of("stock", PNCounter.type());
    private static final int NEW_KIND = 77;

    @RegisterExtension
    final Nodes nodes = new Nodes();

    @Test
    void processesAreUpgradedOneByOneWhileAllWrite() {
        MemoryNetwork network = new MemoryNetwork(nodes.vertx());
        List<CrdtNode> running = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            running.add(start(network.transport(), "old " + i, running));
        }
        int written = 0;
        for (int i = 0; i < 3; i++) {
            written += write(running, "before " + i);
            nodes.awaitEqual(running.toArray(new CrdtNode[0]));
            Await.result(running.remove(0).close());
            written += write(running, "meanwhile " + i);
            running.add(start(later(network.transport(), 5, 4), "new " + i, running));
            written += write(running, "after " + i);
            nodes.awaitEqual(running.toArray(new CrdtNode[0]));
        }
        assertEquals(written, running.get(0).get(STOCK).value());
        assertEquals(written, running.get(0).get(CART).size());
        for (CrdtNode node : running) {
            // The new kind comes after the message that made them equal.
            nodes.awaitStatus(node, "skips", each -> each.counts().messagesSkipped() > 0);
            NodeStatus status = Await.result(node.status());
            assertTrue( // one that was stopped is dialed for a while
                    status.problems().stream().allMatch(Problem.DialFailed.class::isInstance), status::toString);
        }
    }

    @Test
    void buildsWhoseEditionsDoNotOverlapSaySoOnBothSides() {
        MemoryNetwork network = new MemoryNetwork(nodes.vertx());
        CrdtNode here = start(network.transport(), "here", List.of());
        CrdtNode later = start(later(network.transport(), 6, 5), "later", List.of(here));

        nodes.awaitProblem(here, "the peer speaks editions 5 to 6 of the wire format, this node speaks edition 4");
        // what stands in for the later build reads like this one, and learns the sentence from the bye
        nodes.awaitProblem(later, "the peer says: cannot decode the hello");
    }

    private static int write(List<CrdtNode> running, String what) {
        running.forEach(node -> {
            node.update(CART, (cart, me) -> cart.add(me, what + " at " + node));
            node.update(STOCK, (stock, me) -> stock.increment(me));
        });
        return running.size();
    }

    private CrdtNode start(Transport transport, String name, List<CrdtNode> seeds) {
        CrdtOptions options = new CrdtOptions().setName(name).setReconnectMillis(1, 20);
        seeds.forEach(seed -> options.addSeed(Nodes.address(seed)));
        return Nodes.start(nodes.keep(CrdtNode.create(nodes.vertx(), options, Codec.standard(), transport)));
    }

    /** Sends what a later build would send: another hello, and a message of a new kind after each other one. */
    private static Transport later(Transport inner, int highest, int lowest) {
        return new ForwardingTransport(inner, link -> new LaterLink(link, highest, lowest));
    }

    private static final class LaterLink extends ForwardingTransport.ForwardingLink {

        private static final byte LAST = 1;
        private static final byte[] EXTENSION = {42, 3, 1, 2, 3};

        private final byte highest;
        private final byte lowest;

        LaterLink(Link inner, int highest, int lowest) {
            super(inner);
            this.highest = (byte) highest;
            this.lowest = (byte) lowest;
        }

        @Override
        public boolean send(byte[] frame) {
            if (frame.length > 5 && frame[1] == 'C' && frame[2] == 'R' && frame[3] == 'D' && frame[4] == 'T') {
                byte[] hello = Arrays.copyOfRange(frame, 1, frame.length - 4);
                hello[4] = highest;
                hello[5] = lowest;
                return super.send(frame(hello, EXTENSION));
            }
            boolean room = super.send(frame);
            return frame[0] == LAST ? super.send(frame(new byte[] {NEW_KIND}, new byte[] {1, 2, 3})) : room;
        }

        private static byte[] frame(byte[] start, byte[] end) {
            CRC32C crc = new CRC32C();
            crc.update(start);
            crc.update(end);
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            frame.write(LAST);
            frame.writeBytes(start);
            frame.writeBytes(end);
            for (int shift = 0; shift < 32; shift += 8) {
                frame.write((int) (crc.getValue() >>> shift));
            }
            return frame.toByteArray();
        }
    }
}

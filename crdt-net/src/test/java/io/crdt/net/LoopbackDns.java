package io.crdt.net;

import io.crdt.net.contract.Await;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.dns.AddressResolverOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** A name server on this machine that gives every name the same addresses, and a Vert.x that asks it. */
public final class LoopbackDns {

    private static final int HEADER = 12;
    private static final int A = 1;

    private final Vertx own = Vertx.vertx();
    private final DatagramSocket socket = own.createDatagramSocket();
    private final Random order = new Random(1);
    private final int ttlSeconds;
    private volatile boolean shuffling;
    private volatile List<String> addresses = List.of();

    public LoopbackDns(int ttlSeconds) {
        this.ttlSeconds = ttlSeconds;
        socket.handler(this::answer);
        Await.result(socket.listen(0, "127.0.0.1"));
    }

    /** From now on each answer has these addresses, in this order. */
    public void answers(List<String> ips) {
        addresses = List.copyOf(ips);
    }

    /** From now on each answer has its addresses in another order, as those of most clusters have. */
    public void shuffles() {
        shuffling = true;
    }

    public Vertx vertx() {
        return Vertx.vertx(new VertxOptions()
                .setAddressResolverOptions(new AddressResolverOptions()
                        .addServer("127.0.0.1:" + socket.localAddress().port())
                        .setSearchDomains(List.of())
                        .setNdots(1)));
    }

    public void close() {
        Await.result(own.close());
    }

    private void answer(DatagramPacket packet) {
        Buffer question = packet.data();
        int end = HEADER;
        while (question.getByte(end) != 0) {
            end += question.getByte(end) + 1;
        }
        List<String> ips = new ArrayList<>(question.getShort(end + 1) == A ? addresses : List.of());
        if (shuffling) {
            Collections.shuffle(ips, order);
        }
        Buffer answer = Buffer.buffer()
                .appendShort(question.getShort(0))
                .appendShort((short) 0x8180)
                .appendShort((short) 1)
                .appendShort((short) ips.size())
                .appendInt(0)
                .appendBuffer(question.getBuffer(HEADER, end + 5));
        for (String ip : ips) {
            answer.appendShort((short) 0xc00c).appendShort((short) A).appendShort((short) 1);
            answer.appendInt(ttlSeconds).appendShort((short) 4);
            for (String number : ip.split("\\.", -1)) {
                answer.appendByte((byte) Integer.parseInt(number));
            }
        }
        socket.send(answer, packet.sender().port(), packet.sender().host());
    }
}

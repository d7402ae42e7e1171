package io.crdt.net;

import io.crdt.codec.Codec;
import io.crdt.codec.MessageCodec;
import io.crdt.net.Authority.Identity;
import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.protocol.Message;
import io.crdt.replica.Key;
import io.crdt.replica.ReplicaId;
import io.crdt.type.ORSet;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Somebody says hello with the id of another node, and stays. */
class IdentityClaimTest {

    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));

    @TempDir
    Path directory;

    @RegisterExtension
    final Nodes nodes = new Nodes();

    /** Held, since Vert.x closes the sockets of a client that nobody refers to. */
    private final List<NetClient> strangers = new ArrayList<>();

    @AfterEach
    void close() {
        strangers.forEach(NetClient::close);
    }

    /** Of links that cross, that of the smaller replica stays; the stranger chooses whose name it takes. */
    @Test
    void aStrangerWithAnothersIdTakesNothingFromItsLink() {
        CrdtNode a = nodes.start(new CrdtOptions().setName("a"));
        CrdtNode b = nodes.create(new CrdtOptions().setName("b").addSeed(Nodes.address(a)));
        while (Long.compareUnsigned(id(b).high(), id(a).high()) < 0) {
            b = nodes.create(new CrdtOptions().setName("b").addSeed(Nodes.address(a)));
        }
        Nodes.start(b);
        nodes.awaitStatus(b, "linked", status -> status.peers().size() == 1);
        nodes.awaitEqual(a, b);

        for (List<CrdtNode> pair : List.of(List.of(a, b), List.of(b, a))) {
            CrdtNode deceived = pair.get(0);
            CrdtNode other = pair.get(1);
            String written = "from " + id(deceived);
            claim(deceived, id(other), new NetClientOptions());
            nodes.awaitStatus(
                    deceived, "the stranger is in", status -> status.peers().size() == 2);
            deceived.update(CART, (cart, me) -> cart.add(me, written));
            nodes.await("it arrives", () -> other.get(CART).contains(written));
        }
    }

    @Test
    void whoProvesToBeSomebodyElseIsTakenForSomebodyElse() {
        Authority authority = Authority.in(directory, "ours");
        CrdtNode a = nodes.start(authority.issue("a").applyTo(new CrdtOptions().setName("a")));
        CrdtNode b = nodes.start(
                authority.issue("b").applyTo(new CrdtOptions().setName("b")).addSeed(Nodes.address(a)));
        nodes.awaitEqual(a, b);
        nodes.awaitMembers(a, "b is listed", members -> members.size() == 2);

        Identity stranger = authority.issueForHost("stranger", "elsewhere.example");
        claim(
                a,
                id(b),
                new NetClientOptions()
                        .setSsl(true)
                        .setHostnameVerificationAlgorithm("")
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setKeyPath(stranger.key())
                                .setCertPath(stranger.chain()))
                        .setTrustOptions(new PemTrustOptions().addCertPath(stranger.authorities())));

        nodes.awaitProblem(a, "but its certificate is not for a host at which that is listed");
        nodes.awaitProblem(a, "whose link is alive and stays; the new one is kept beside it");
        a.update(CART, (cart, me) -> cart.add(me, "milk"));
        nodes.await("it arrives", () -> b.get(CART).contains("milk"));

        Await.result(b.close());
        nodes.awaitMembers(
                a,
                "b is linked no more, whatever the stranger says",
                members -> members.stream().allMatch(each -> each.self() || !each.linked()));
    }

    private void claim(CrdtNode node, ReplicaId name, NetClientOptions options) {
        Message hello = new Message.Hello("default", name, 50_000, 1, 1);
        byte[] frame = MessageCodec.of(Codec.standard())
                .newEncoder()
                .frames(hello, 1_024)
                .next();
        NetClient stranger = nodes.vertx().createNetClient(options);
        strangers.add(stranger);
        NetSocket socket = Await.result(stranger.connect(node.address().port(), "127.0.0.1"));
        socket.handler(unread -> {});
        socket.write(Buffer.buffer().appendInt(frame.length).appendBytes(frame));
    }

    private static ReplicaId id(CrdtNode node) {
        return Await.result(node.status()).replica();
    }
}

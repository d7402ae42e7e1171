package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Incarnation;
import io.crdt.membership.Authors;
import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.replica.Key;
import io.crdt.replica.ReplicaId;
import io.crdt.type.ORSet;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that tell which replica wrote what. */
class AuthorshipTest {

    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));

    @RegisterExtension
    final Nodes nodes = new Nodes();

    @TempDir
    Path directory;

    @Test
    void aNodeThatHasAnElementKnowsWhoWroteIt() {
        CrdtNode a = nodes.start(options("a"));
        CrdtNode b = nodes.start(options("b").addSeed(Nodes.address(a)));
        CrdtNode late = nodes.create(options("late"));
        add(late, "early"); // before it is a member

        Nodes.link(Nodes.start(late), a);
        nodes.await("it arrives", () -> b.get(CART).contains("early"));

        assertEquals(Set.of("late"), authors(b));
        assertEquals(authorOf(b), authorOf(late));
    }

    @Test
    void aNodeMayWriteWithoutItsNameAndKnowOthers() {
        CrdtNode a = nodes.start(options("a").setDiscovery(false));
        CrdtNode silent = nodes.start(
                options("silent").setDiscovery(false).setAuthors(false).addSeed(Nodes.address(a)));
        add(silent, "x");
        nodes.await("it arrives", () -> a.get(CART).contains("x"));
        assertEquals(Set.of("unknown"), authors(a));
        assertEquals(1, silent.state().size());

        add(a, "y");
        nodes.await("it arrives", () -> silent.get(CART).contains("y"));

        assertEquals(Set.of("unknown", "a"), authors(silent));
    }

    @Test
    void aRestartKeepsTheAuthorOfWhatIsAliveAndDropsTheOthers() {
        CrdtNode first = nodes.create(saved("a"));
        add(first, "x");
        Await.result(first.close());
        CrdtNode second = nodes.create(saved("a"));
        add(second, "y");
        assertEquals(2, second.state().get(Authors.KEY).size());
        assertEquals(Set.of("a"), authors(second));
        Await.result(second.update(CART, (cart, me) -> cart.clear(me)));
        Await.result(second.close());

        CrdtNode third = nodes.create(saved("a"));
        add(third, "z");

        assertEquals(1, third.state().get(Authors.KEY).size());
        assertEquals(Set.of("a"), authors(third));
    }

    @Test
    void retiringDropsTheAuthorThatNothingIsAliveOf() {
        CrdtNode a = nodes.start(options("a"));
        CrdtNode b = nodes.start(options("b").setDepartOnClose(false).addSeed(Nodes.address(a)));
        nodes.awaitMembers(a, "both", members -> members.size() == 2);
        ReplicaId gone = Await.result(b.status()).replica();
        assertTrue(names(a).contains("b"));
        Await.result(b.close());

        Await.result(a.retire(gone));

        assertEquals(List.of("a"), names(a));
    }

    private static void add(CrdtNode node, String element) {
        Await.result(node.update(CART, (cart, me) -> cart.add(me, element)));
    }

    /** Returns the authors of what is alive in the cart. */
    private static Set<String> authors(CrdtNode node) {
        return authorOf(node).stream()
                .map(author -> author.map(ReplicaId::label).orElse("unknown"))
                .collect(Collectors.toSet());
    }

    private static Set<Optional<ReplicaId>> authorOf(CrdtNode node) {
        Set<Incarnation> writers = new HashSet<>();
        node.get(CART).store().forEachEntry(entry -> writers.add(entry.dot().origin()));
        return writers.stream().map(node::authorOf).collect(Collectors.toSet());
    }

    private static List<String> names(CrdtNode node) {
        return node.state().get(Authors.KEY).asMap().values().stream()
                .map(ReplicaId::label)
                .sorted()
                .toList();
    }

    private CrdtOptions saved(String name) {
        return options(name).setDiscovery(false).setDataDir(directory.resolve(name));
    }

    private static CrdtOptions options(String name) {
        return new CrdtOptions().setName(name).setReconnectMillis(10, 50);
    }
}

package io.crdt.net;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crdt.codec.Codec;
import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.status.MemberView;
import io.crdt.net.status.NodeHealth;
import io.crdt.net.status.NodeStatus;
import io.crdt.net.status.Problem;
import io.crdt.replica.ReplicaState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The nodes of a test and the Vert.x they run on, both closed at its end; it also waits for what they are to do. */
public final class Nodes implements BeforeEachCallback, AfterEachCallback {

    private final List<CrdtNode> nodes = new ArrayList<>();
    private @Nullable Vertx vertx;

    @Override
    public void beforeEach(ExtensionContext test) {
        vertx = Vertx.vertx();
    }

    @Override
    public void afterEach(ExtensionContext test) {
        nodes.forEach(node -> Await.result(node.close()));
        Await.result(vertx().close());
    }

    public Vertx vertx() {
        return requireNonNull(vertx);
    }

    /** Closes the node at the end. */
    public CrdtNode keep(CrdtNode node) {
        nodes.add(node);
        return node;
    }

    public CrdtNode create(CrdtOptions options) {
        return keep(CrdtNode.create(vertx(), options));
    }

    public CrdtNode start(CrdtOptions options) {
        return start(create(options));
    }

    public CrdtNode start(CrdtOptions options, Codec codec) {
        return start(keep(CrdtNode.create(vertx(), options, codec)));
    }

    public static CrdtNode start(CrdtNode node) {
        return Await.result(node.start());
    }

    public static String address(CrdtNode node) {
        return node.address().toString();
    }

    public static void link(CrdtNode node, CrdtNode to) {
        Await.result(node.addSeed(address(to)));
    }

    public void await(String what, BooleanSupplier condition) {
        Await.until(vertx(), what, condition);
    }

    public void awaitProblem(CrdtNode node, String part) {
        awaitProblem(node, "\"" + part + "\"", problem -> problem.text().contains(part));
    }

    public void awaitProblem(CrdtNode node, Problem problem) {
        awaitProblem(node, problem.toString(), problem::equals);
    }

    public void awaitProblem(CrdtNode node, Class<? extends Problem> kind) {
        awaitProblem(node, kind.getSimpleName(), kind::isInstance);
    }

    private void awaitProblem(CrdtNode node, String what, Predicate<Problem> isIt) {
        await(
                node,
                what + " among its problems",
                CrdtNode::status,
                NodeStatus::problems,
                problems -> problems.stream().anyMatch(isIt));
    }

    public void awaitStatus(CrdtNode node, String what, Predicate<NodeStatus> condition) {
        await(node, what, CrdtNode::status, status -> status, condition);
    }

    public void awaitHealth(CrdtNode node, Predicate<NodeHealth> condition) {
        await(node, "its health", CrdtNode::health, health -> health, condition);
    }

    public void awaitMembers(CrdtNode node, String what, Predicate<List<MemberView>> condition) {
        await(node, what, CrdtNode::members, members -> members, condition);
    }

    public <S, T> void await(
            CrdtNode node,
            String what,
            Function<CrdtNode, Future<S>> question,
            Function<S, T> part,
            Predicate<T> condition) {
        AtomicReference<Future<S>> asked = new AtomicReference<>(question.apply(node));
        AtomicReference<@Nullable T> last = new AtomicReference<>();
        try {
            await(node + ": " + what, () -> {
                Future<S> answer = asked.get();
                if (!answer.isComplete()) {
                    return false; // a busy node is not asked more and more meanwhile
                }
                asked.set(question.apply(node));
                if (answer.failed()) {
                    return false;
                }
                T newest = part.apply(answer.result());
                last.set(newest);
                return condition.test(newest);
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; the last was " + last.get(), e);
        }
    }

    /** Waits until all have the same, and something; with it their states are equal, too. */
    public void awaitEqual(CrdtNode... all) {
        AtomicReference<List<ReplicaState>> seen = new AtomicReference<>(List.of());
        await("all nodes are equal", () -> {
            List<ReplicaState> states = Arrays.stream(all).map(CrdtNode::state).toList();
            seen.set(states); // a moment later one of them may have moved on
            return states.stream()
                    .allMatch(state -> !state.context().isEmpty()
                            && state.context().equals(states.get(0).context()));
        });
        ReplicaState first = seen.get().get(0);
        for (ReplicaState state : seen.get()) {
            assertEquals(first, state);
            assertEquals(first.fingerprint(), state.fingerprint());
        }
    }
}

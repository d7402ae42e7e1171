package io.crdt.demo.board;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.vertx.core.Future;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** One of several people with a board on a bare replica: no network, no clock but a given one, all chance from a seed. */
final class Colleague implements LocalCopy {

    private final Replica replica;
    final Board board;

    Colleague(String name, long seed, AtomicLong clock) {
        Random random = new Random(seed);
        replica = new Replica(ReplicaId.random(random, name), ReplicaState.empty(), random, clock::incrementAndGet);
        board = new Board(this, name, random);
    }

    @Override
    public ReplicaState state() {
        return replica.state();
    }

    @Override
    public <S extends Crdt<S, ?>> Future<?> update(
            Key<S> key, BiFunction<? super S, ReplicaContext, Delta<S>> mutator) {
        return Future.succeededFuture(replica.update(key, mutator));
    }

    /** Gets all that another one has. */
    void hear(Colleague other) {
        if (!replica.apply(other.state().deltaSince(replica.context()))) {
            throw new AssertionError("a delta from what one has was not applied");
        }
    }

    /** Returns the id of the list or card with that title, the only one of it. */
    String id(String title) {
        return board.view().lists().stream()
                .flatMap(list -> list.titles().contains(title)
                        ? Stream.of(list.id())
                        : list.cards().stream()
                                .filter(card -> card.titles().contains(title))
                                .map(BoardView.Card::id))
                .reduce((one, other) -> {
                    throw new AssertionError("there are several with the title " + title);
                })
                .orElseThrow(() -> new AssertionError("there is no " + title + " in " + board.view()));
    }

    /** Returns the board as text: {@code Doing[milk, bread]}. */
    String shown() {
        StringBuilder text = new StringBuilder();
        for (BoardView.TaskList list : board.view().lists()) {
            text.append(text.isEmpty() ? "" : " ")
                    .append(String.join("/", list.titles()))
                    .append(list.cards().stream().map(Colleague::shown).toList());
        }
        return text.toString();
    }

    private static String shown(BoardView.Card card) {
        return String.join("/", card.titles())
                + (card.notes().isEmpty() ? "" : "(" + String.join("/", card.notes()) + ")")
                + (card.done() ? "✓" : "")
                + (card.voters().isEmpty() ? "" : "+" + String.join("+", card.voters()));
    }
}

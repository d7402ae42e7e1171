package io.crdt.type;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import io.crdt.laws.CrdtSpec;
import io.crdt.laws.Laws;
import io.crdt.laws.Mutator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The README's type of one's own, as it stands there. */
class PollExampleTest {

    /** One vote each. Who votes twice at once, for different things, has not voted until he decides. */
    record Poll(DotMap<String, DotFun<String>> store) implements Crdt<Poll, DotMap<String, DotFun<String>>> {
        static final Type<Poll> TYPE = new Type<>("Poll", new Poll(DotMap.empty(DotFun.empty())), List.of());

        Delta<Poll> vote(ReplicaContext me, String voter, String choice) {
            return Delta.write(Path.of(voter), me.nextDot(), choice, store.at(voter));
        }

        Delta<Poll> withdraw(ReplicaContext me, String voter) {
            DotFun<String> seen = store.at(voter);
            return seen.isEmpty() ? Delta.none() : Delta.remove(Path.of(voter), me.nextDot(), seen);
        }

        Map<String, Integer> votes() {
            Map<String, Integer> votes = new TreeMap<>();
            for (DotFun<String> ballots : store.asMap().values()) {
                Set<String> choices = new HashSet<>();
                ballots.forEach((dot, choice) -> choices.add(choice));
                if (choices.size() == 1) {
                    votes.merge(choices.iterator().next(), 1, Integer::sum);
                }
            }
            return votes;
        }

        @Override
        public Poll withStore(DotMap<String, DotFun<String>> newStore) {
            return new Poll(newStore);
        }
    }

    record PollSpec() implements CrdtSpec<Poll> {
        @Override
        public Poll empty() {
            return Poll.TYPE.empty();
        }

        @Override
        public Mutator<Poll> randomOperation(RandomGenerator random) {
            String voter = List.of("ann", "bob", "cid").get(random.nextInt(3));
            String choice = List.of("tea", "coffee", "").get(random.nextInt(3));
            return (poll, me) -> choice.isEmpty() ? poll.withdraw(me, voter) : poll.vote(me, voter, choice);
        }
    }

    @Test
    void itKeepsTheLaws() {
        Laws.of(new PollSpec()).check(1, 200);
    }

    @Test
    void oneVoteEach() {
        Meeting<Poll> poll = new Meeting<>(Poll.TYPE);
        poll.here((votes, me) -> votes.vote(me, "ann", "tea")).there((votes, me) -> votes.vote(me, "bob", "tea"));
        assertEquals(Map.of("tea", 2), poll.meet().votes());
        poll.here((votes, me) -> votes.withdraw(me, "bob")).there((votes, me) -> votes.vote(me, "ann", "coffee"));
        assertEquals(Map.of("coffee", 1), poll.meet().votes());
        poll.here((votes, me) -> votes.vote(me, "ann", "tea")).there((votes, me) -> votes.vote(me, "ann", "milk"));
        assertEquals(Map.of(), poll.meet().votes());
        poll.here((votes, me) -> votes.vote(me, "ann", "milk"));
        assertEquals(Map.of("milk", 1), poll.meet().votes());
    }
}

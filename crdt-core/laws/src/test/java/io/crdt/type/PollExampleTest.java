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
import io.crdt.laws.Oracle;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The type of one's own in LAWS.md, as it stands there. */
class PollExampleTest {

    /** One vote each. Who votes for two things at once has voted for the first in the alphabet until he decides. */
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
                SortedSet<String> choices = new TreeSet<>();
                ballots.forEach((dot, choice) -> choices.add(choice));
                votes.merge(choices.first(), 1, Integer::sum);
            }
            return votes;
        }

        @Override
        public Poll withStore(DotMap<String, DotFun<String>> newStore) {
            return new Poll(newStore);
        }
    }

    /** Votes, or withdraws the vote if it is for nothing. */
    record Vote(String voter, String choice) implements Mutator<Poll> {
        @Override
        public Delta<Poll> apply(Poll poll, ReplicaContext me) {
            return choice.isEmpty() ? poll.withdraw(me, voter) : poll.vote(me, voter, choice);
        }
    }

    @Test
    void itKeepsTheLaws() {
        List<String> drinks = List.of("tea", "coffee", "");
        CrdtSpec<Poll> spec = CrdtSpec.of(
                Poll.TYPE.empty(),
                random -> new Vote("voter" + random.nextInt(3), drinks.get(random.nextInt(3))),
                Oracle.of(
                        Poll::votes,
                        visible -> visible.only(Vote.class).by(Vote::voter).values().stream()
                                .flatMap(votes -> votes.latest()
                                        .map(Vote::choice)
                                        .filter(c -> !c.isEmpty())
                                        .sorted()
                                        .limit(1))
                                .collect(Collectors.groupingBy(c -> c, Collectors.summingInt(c -> 1)))));
        Laws.of(spec).check(1, 200);
    }

    @Test
    void oneVoteEach() {
        Meeting<Poll> poll = new Meeting<>(Poll.TYPE);
        poll.here((votes, me) -> votes.vote(me, "ann", "tea")).there((votes, me) -> votes.vote(me, "bob", "tea"));
        assertEquals(Map.of("tea", 2), poll.meet().votes());
        poll.here((votes, me) -> votes.withdraw(me, "bob")).there((votes, me) -> votes.vote(me, "ann", "coffee"));
        assertEquals(Map.of("coffee", 1), poll.meet().votes());
        poll.here((votes, me) -> votes.vote(me, "ann", "tea")).there((votes, me) -> votes.vote(me, "ann", "milk"));
        assertEquals(Map.of("milk", 1), poll.meet().votes());
        poll.here((votes, me) -> votes.vote(me, "ann", "tea"));
        assertEquals(Map.of("tea", 1), poll.meet().votes());
    }
}

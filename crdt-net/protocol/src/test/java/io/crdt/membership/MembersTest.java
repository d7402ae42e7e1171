package io.crdt.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.membership.Members.Standing;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MembersTest {

    private final SplittableRandom random = new SplittableRandom(1);
    private long now = 1_000_000;

    private final class Node {
        final Replica replica;
        final Members members;

        Node(ReplicaId id, ReplicaState state) {
            replica = new Replica(id, state, random.split(), () -> now++);
            members = new Members(replica);
        }

        Node(String label, String address) {
            this(ReplicaId.random(random, label), ReplicaState.empty());
            members.admit(address);
        }

        /** Takes in all that another one has. */
        void hear(Node other) {
            assertTrue(replica.apply(other.replica.state().deltaSince(replica.context())));
        }

        List<String> labels() {
            return members.list().stream()
                    .map(member -> member.replica().label())
                    .toList();
        }
    }

    @Test
    void whoIsListedWritesNothing() {
        Node a = new Node("a", "h:1");
        Node again = new Node(a.replica.id(), a.replica.state());

        again.members.admit("h:1");

        assertEquals(Standing.LISTED, again.members.review());
        assertNull(again.replica.incarnation());
        assertEquals(a.replica.context(), again.replica.context());
    }

    @Test
    void whoDepartsIsListedNowhereAndDoesNotEnterItselfAgain() {
        Node a = new Node("a", "h:1");
        Node b = new Node("b", "h:2");
        b.hear(a);

        b.members.depart();

        assertEquals(Standing.LISTED, b.members.review());
        a.hear(b);
        assertEquals(List.of("a"), a.labels());
        assertEquals(List.of("a"), b.labels());

        b.members.admit("h:2");
        assertEquals(List.of("a", "b"), b.labels(), "in its next life");
    }

    @Test
    void whoDepartsTakesNobodyWithIt() {
        Node a = new Node("a", "h:1");
        Node heir = new Node(ReplicaId.random(random, "heir"), ReplicaState.empty());
        heir.hear(a);
        heir.members.admit("h:1");
        a.hear(heir);

        a.members.depart();
        new Node(ReplicaId.random(random, "of no address"), ReplicaState.empty()).members.depart();

        assertEquals(List.of("heir"), a.labels());
        assertEquals(heir.replica.context(), a.replica.context(), "it has written nothing");
    }

    @Test
    void anotherLifeOfTheSameDataIsTheSameMember() {
        Node a = new Node("a", "h:1");
        ReplicaId other = new ReplicaId(a.replica.id().high(), random.nextLong(), "a");
        Node again = new Node(other, a.replica.state());

        again.members.admit("h:1");

        assertNull(again.replica.incarnation());
    }

    @Test
    void anotherAddressOrLabelIsWrittenAndTheOldOneGoes() {
        Node a = new Node("a", "h:1");
        Node moved = new Node(new ReplicaId(a.replica.id().high(), 7, "renamed"), a.replica.state());

        moved.members.admit("h:2");

        assertEquals(List.of(new Member("h:2", moved.replica.id())), moved.members.list());
    }

    @Test
    void whoWasRetiredEntersItselfAgainUnderAFreshIncarnation() {
        Node a = new Node("a", "h:1");
        Node b = new Node("b", "h:2");
        b.hear(a);
        assertTrue(b.members.retire(a.replica.id()));
        assertFalse(b.members.retire(a.replica.id()));
        assertEquals(List.of("b"), b.labels());
        var before = a.replica.incarnation();

        a.hear(b);

        assertEquals(Standing.READMITTED, a.members.review());
        assertNotEquals(before, a.replica.incarnation());
        b.hear(a);
        assertEquals(List.of("a", "b"), b.labels());
        assertEquals(Standing.LISTED, a.members.review());
    }

    @Test
    void theNewcomerAtAnAddressWinsThoughItsClockIsSlow() {
        Node old = new Node("old", "h:1");
        Node witness = new Node("witness", "h:2");
        witness.hear(old);
        now = 1_000;
        Node newcomer = new Node("newcomer", "h:1");
        newcomer.hear(witness);
        assertEquals(List.of("old", "witness"), newcomer.labels(), "the later clock has won");

        assertEquals(Standing.RECLAIMED, newcomer.members.review());

        witness.hear(newcomer);
        assertEquals(List.of("newcomer", "witness"), witness.labels());
    }

    @Test
    void twoThatClaimOneAddressDoNotFightForEver() {
        Node one = new Node("one", "h:1");
        Node two = new Node("two", "h:1");
        for (int i = 0; i < 10; i++) {
            ReplicaState before = one.replica.state();
            one.hear(two);
            assertTrue(two.replica.apply(before.deltaSince(two.replica.context())));
            Standing ofOne = one.members.review();
            Standing ofTwo = two.members.review();
            if (i > 3) {
                assertNotEquals(ofOne, ofTwo);
                assertTrue(List.of(Standing.LISTED, Standing.SUPERSEDED).containsAll(List.of(ofOne, ofTwo)));
            }
        }
        assertEquals(one.replica.context(), two.replica.context());
    }

    @Test
    void whoWasOverwrittenByOneThatHadSeenHimLetsItBe() {
        Node one = new Node("one", "h:1");
        Node two = new Node(ReplicaId.random(random, "two"), one.replica.state());
        two.members.admit("h:1");

        one.hear(two);

        assertEquals(Standing.SUPERSEDED, one.members.review());
        assertEquals(List.of("two"), one.labels());
    }

    @Test
    void clonesOfOneCopyEndListedBoth() {
        Node original = new Node("a", "h:1");
        Node clone =
                new Node(new ReplicaId(original.replica.id().high(), random.nextLong(), "a"), original.replica.state());
        clone.members.admit("h:2");

        original.hear(clone);
        assertEquals(Standing.READMITTED, original.members.review());
        clone.hear(original);
        assertEquals(Standing.LISTED, clone.members.review());

        assertEquals(
                List.of("h:1", "h:2"),
                clone.members.list().stream().map(Member::address).toList());
    }

    @Test
    void aRetirementTakesAwayOnlyWhatItHasSeen() {
        Node a = new Node("a", "h:1");
        Node b = new Node("b", "h:2");
        b.hear(a);
        a.members.admit("h:3"); // moves, while b retires it
        assertTrue(b.members.retire(a.replica.id()));

        b.hear(a);

        assertEquals(
                List.of("h:2", "h:3"),
                b.members.list().stream().map(Member::address).toList());
    }
}

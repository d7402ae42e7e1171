package io.crdt.sim;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.laws.CrdtSpec;
import io.crdt.laws.Mutator;
import io.crdt.laws.ObjectHistory;
import io.crdt.membership.Members;
import io.crdt.replica.ReplicaId;
import io.crdt.type.LWWMap;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/** A change that a node makes to the membership, which is kept on record as all operations are. */
record MembershipChange(BiFunction<LWWMap<String, ReplicaId>, ReplicaContext, Delta<LWWMap<String, ReplicaId>>> change)
        implements Mutator<LWWMap<String, ReplicaId>> {

    /** Nobody changes the membership by chance, and what it has to be follows from its entries alone. */
    private static final CrdtSpec<LWWMap<String, ReplicaId>> SPEC = new CrdtSpec<>() {
        @Override
        public LWWMap<String, ReplicaId> empty() {
            return LWWMap.empty();
        }

        @Override
        public Mutator<LWWMap<String, ReplicaId>> randomOperation(RandomGenerator random) {
            throw new IllegalStateException("the membership is changed by those who come, return and retire others");
        }
    };

    static ObjectHistory<LWWMap<String, ReplicaId>> history() {
        return new ObjectHistory<>(Members.KEY, SPEC);
    }

    @Override
    public Delta<LWWMap<String, ReplicaId>> apply(LWWMap<String, ReplicaId> members, ReplicaContext me) {
        return change.apply(members, me);
    }

    @Override
    public String toString() {
        return "a change";
    }
}

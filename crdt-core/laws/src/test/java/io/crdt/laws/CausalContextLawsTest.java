package io.crdt.laws;

import io.crdt.causal.CausalContext;
import io.crdt.causal.Dot;
import io.crdt.causal.ReplicaContext;
import io.crdt.laws.contract.LawsContract;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

class CausalContextLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new LatticeSpec<CausalContext>() {
            @Override
            public CausalContext bottom() {
                return CausalContext.EMPTY;
            }

            @Override
            public BiFunction<CausalContext, ReplicaContext, CausalContext> randomOperation(RandomGenerator random) {
                int gap = random.nextInt(3);
                return (context, me) -> {
                    Dot dot = me.nextDot();
                    return context.with(new Dot(dot.origin(), dot.seq() + gap));
                };
            }
        };
    }
}

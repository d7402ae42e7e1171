package io.crdt.type;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;

/**
 * A value with a reset of its own, which a map that holds it has to use for a removal: {@code remove(key)} is the
 * {@link #reset} of the value {@linkplain Delta#under under} the key, and a key whose value {@link #isReset} is not there.
 *
 * <p>The alternative, to let all dots at the key die, is wrong for a value that folds earlier writes into the payload of
 * the next one. If {@code w2} takes the place of {@code w1}, and a removal has seen {@code w1} but not {@code w2}, then
 * the same dot lives and the same dots are dead as if the removal had seen nothing; the state cannot tell the two
 * histories apart. So such a removal has to write down how far it has seen.
 *
 * @param <S> the type itself
 */
public interface Resettable<S> {

    /** Takes away all that is seen here, and no more; nothing happens if there is nothing. */
    Delta<S> reset(ReplicaContext me);

    /** Tells whether nothing was written since the last reset. */
    boolean isReset();
}

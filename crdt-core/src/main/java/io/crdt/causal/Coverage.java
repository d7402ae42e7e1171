package io.crdt.causal;

/** A set of dots that somebody knows of, alive or not: a {@link VersionVector} or a {@link CausalContext}. */
public sealed interface Coverage permits VersionVector, CausalContext {

    /** Tells whether the dot is among them. */
    default boolean covers(Dot dot) {
        return covers(dot.origin(), dot.seq());
    }

    /** Tells whether the dot of this origin and number is among them. */
    boolean covers(Incarnation origin, long seq);

    /** Tells whether there is no gap: covering a dot implies covering all earlier dots of that incarnation. */
    boolean isContiguous();
}

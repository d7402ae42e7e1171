package io.crdt.causal;

/** The payload of an entry that has none: in a {@link DotSet} a dot's being there is all there is to say. */
public enum Unit {
    UNIT
}

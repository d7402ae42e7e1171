package io.crdt.internal;

/** A key that is no record, and whose hash code a peer can choose: it says itself what its equality depends on. */
public interface KeyContent {

    /**
     * Returns what two keys of the class are equal by, and nothing else: a value that {@link KeyDigest} knows, a buffer of
     * bytes, or a list of such.
     */
    Object keyContent();
}

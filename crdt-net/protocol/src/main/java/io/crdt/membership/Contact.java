package io.crdt.membership;

import io.crdt.replica.ReplicaId;
import org.jspecify.annotations.Nullable;

/** What a {@link View} knows of an address: who should be there, who was, and how dialing it went. */
final class Contact {

    static final int NO_LINK = -1;

    final String address;

    /** Whether it was named by the user. */
    boolean seed;

    /** Who is listed there. */
    @Nullable
    ReplicaId member;

    /** Who was there when it was dialed the last time. */
    @Nullable
    ReplicaId met;

    /** Of a seed: whether who is there has been found among the members. */
    boolean found;

    /** Whether a dial is under way. */
    boolean dialing;

    /** The link that a dial has led to. */
    int link = NO_LINK;

    /** How many dials in a row have led to no link that lasted, and when the next one may be. */
    int failures;

    long retryAt = Long.MIN_VALUE;

    Contact(String address) {
        this.address = address;
    }

    boolean isIdle() {
        return !dialing && link == NO_LINK;
    }
}

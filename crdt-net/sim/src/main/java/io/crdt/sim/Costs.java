package io.crdt.sim;

import io.crdt.codec.MessageCodec;
import io.crdt.protocol.Message;
import io.crdt.replica.ReplicaState;
import io.crdt.sim.SimulatedLink.End;

/** What a history costs: bytes, what waits, and memory. */
final class Costs {

    /** Estimates of what things take in memory, from measurements of whole replicas. */
    private static final long BYTES_PER_ENTRY = 140;

    private static final long BYTES_PER_REMOVAL = 64;
    private static final long BYTES_PER_ORIGIN = 100;
    private static final long BYTES_PER_PARKED = 500;

    private static final int MAX_FRAME = 64 * 1024;

    private final MessageCodec codec;
    private final int countedOf;
    private long bytes;
    private boolean isPartial;
    private int mostWaiting;
    private int mostParked;
    private long mostMemory;

    /**
     * Creates the account of a history.
     *
     * @param codec what the bytes are counted by
     * @param countedOf one link out of this many has its bytes counted; 0 for none
     */
    Costs(MessageCodec codec, int countedOf) {
        this.codec = codec;
        this.countedOf = countedOf;
    }

    /** Forgets what has been so far. */
    void startOver() {
        bytes = 0;
    }

    void sent(SimulatedLink connection, End end, Message message) {
        if (counts(connection)) {
            if (end.encoder == null) {
                end.encoder = codec.newEncoder();
            }
            try {
                long size = end.encoder.size(message, MAX_FRAME);
                bytes += size;
                connection.bytes += size;
            } catch (IllegalArgumentException e) { // a wire of objects carries also what this codec has no form for
                end.encoder = codec.newEncoder();
                isPartial = true;
            }
        }
    }

    boolean counts(SimulatedLink connection) {
        return countedOf > 0 && connection.id % countedOf == 0;
    }

    /** Returns what was sent on the links that are counted; NaN if the codec had no form for some of it. */
    double bytes() {
        return isPartial ? Double.NaN : bytes;
    }

    void waiting(int messages) {
        mostWaiting = Math.max(mostWaiting, messages);
    }

    void parked(int deltas) {
        mostParked = Math.max(mostParked, deltas);
    }

    int mostWaiting() {
        return mostWaiting;
    }

    int mostParked() {
        return mostParked;
    }

    void reached(ReplicaState state) {
        long memory = state.size() * BYTES_PER_ENTRY
                + state.removalCount() * BYTES_PER_REMOVAL
                + state.context().size() * BYTES_PER_ORIGIN
                + mostParked * BYTES_PER_PARKED;
        mostMemory = Math.max(mostMemory, memory);
    }

    long mostMemory() {
        return mostMemory;
    }
}

package io.crdt.sim;

import io.crdt.causal.VersionVector;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.StateDelta;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node has persisted: a checkpoint, and a log of the deltas since. A delta is written first and counts once it is
 * acknowledged. A checkpoint takes its place at once; the part of the log that it makes superfluous goes later, so after a
 * crash in between the log begins with what the checkpoint has already.
 */
final class Disk {

    /** After this many records it is time for a checkpoint. */
    private static final int CHECKPOINT_AFTER = 12;

    private final long copy;
    private ReplicaState checkpoint;
    private final List<StateDelta> log = new ArrayList<>();
    private int superfluous;

    /** What has been acknowledged; reading the disk gives an equal state. */
    private ReplicaState acknowledged;

    private @Nullable StateDelta written;
    private @Nullable ReplicaState writtenState;
    private boolean writesAnew;

    /**
     * Creates an empty disk.
     *
     * @param copy the lasting half of the name of the replica that is on it
     */
    Disk(long copy, int removalLimit) {
        this.copy = copy;
        checkpoint = ReplicaState.empty(removalLimit);
        acknowledged = checkpoint;
    }

    private Disk(Disk other) {
        copy = other.copy;
        checkpoint = other.checkpoint;
        log.addAll(other.log);
        acknowledged = other.acknowledged;
        superfluous = other.superfluous;
    }

    /** Creates a disk of the same name that has a state on it. */
    Disk with(ReplicaState state) {
        Disk other = new Disk(this);
        other.log.clear();
        other.superfluous = 0;
        other.checkpoint = state;
        other.acknowledged = state;
        return other;
    }

    /** Returns a disk with what is acknowledged on this one, the name of its replica included. */
    Disk duplicate() {
        return new Disk(this);
    }

    /** Returns the half of a replica's name that lasts as long as its data. */
    long copy() {
        return copy;
    }

    /** Returns the state that is safe. */
    ReplicaState acknowledged() {
        return acknowledged;
    }

    VersionVector context() {
        return acknowledged.context();
    }

    boolean isWriting() {
        return written != null;
    }

    /**
     * Writes what has changed; it counts from {@link #acknowledge} on.
     *
     * @param repaired whether the state may have been repaired, which no delta tells: then all is written again
     */
    void append(ReplicaState state, boolean repaired) {
        written = state.deltaSince(acknowledged.context());
        writtenState = state;
        writesAnew = repaired && acknowledged.apply(written).fingerprint() != state.fingerprint();
    }

    /** What was appended is safe now. */
    void acknowledge() {
        if (written != null && writtenState != null) {
            log.add(written);
            acknowledged = writtenState;
            if (writesAnew) {
                checkpoint();
                truncate();
            }
        }
        written = null;
        writtenState = null;
    }

    boolean isTimeForCheckpoint() {
        return log.size() - superfluous >= CHECKPOINT_AFTER && superfluous == 0;
    }

    /** Puts the safe state in the place of the last checkpoint. */
    void checkpoint() {
        checkpoint = acknowledged;
        superfluous = log.size();
    }

    /** Drops the part of the log that the checkpoint has. */
    void truncate() {
        log.subList(0, superfluous).clear();
        superfluous = 0;
    }

    /**
     * A crash.
     *
     * @param lost how many acknowledged records are lost
     * @param isWritten whether what was being written is there
     */
    void crash(int lost, boolean isWritten) {
        if (isWritten && lost == 0) {
            acknowledge();
        }
        written = null;
        writtenState = null;
        int keep = Math.max(superfluous, log.size() - lost);
        if (keep < log.size()) {
            log.subList(keep, log.size()).clear();
            acknowledged = read();
        }
    }

    /** A start has read this, and goes on from it. */
    void opened(ReplicaState state) {
        acknowledged = state;
    }

    /** Reads it all, as a start does. */
    ReplicaState read() {
        ReplicaState state = checkpoint;
        for (StateDelta record : log) {
            state = state.apply(record);
        }
        return state;
    }

    /** Returns the checkpoint, from which a start goes on with the {@link #log}. */
    ReplicaState lastCheckpoint() {
        return checkpoint;
    }

    /** Returns the records in the log, the oldest first. */
    List<StateDelta> log() {
        return List.copyOf(log);
    }
}

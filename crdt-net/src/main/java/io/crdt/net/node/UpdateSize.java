package io.crdt.net.node;

import io.crdt.replica.Admission.ObjectDelta;
import java.util.List;

/**
 * About how much memory an update holds until it is saved: what it wrote, its future, and the value of its object at that
 * moment, which shares with others what they have in common. It has to be cheap, since every update is weighed.
 */
public final class UpdateSize {

    private static final int BYTES_OF_UPDATE = 512;
    private static final int BYTES_OF_ENTRY = 128;

    private UpdateSize() {}

    /** Returns the size of an update whose values are that long when encoded, which is about what they take in memory. */
    public static long of(List<ObjectDelta> written, long encodedBytes) {
        long entries = 0;
        for (ObjectDelta each : written) {
            entries +=
                    (long) each.delta().added().size() + each.delta().removed().size();
        }
        return BYTES_OF_UPDATE + entries * BYTES_OF_ENTRY + encodedBytes;
    }
}

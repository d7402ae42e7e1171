package io.crdt.codec;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.protocol.Message.Probe;
import io.crdt.replica.ObjectId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has been written on a link in one direction and can be referred to from now on: the sender's side of what
 * {@link ReaderDictionary} is at the receiver. Both change in step, field by field, so that after the same bytes they hold
 * the same.
 */
final class WriterDictionary {

    private final Map<Incarnation, Integer> incarnations = new HashMap<>();
    private final Map<ObjectId, Integer> objects = new HashMap<>();
    private final Map<String, Integer> typeNames = new HashMap<>();
    private long objectChars;

    /** What the sender has said that it has, as far as the codec looked: differences to it are short. */
    VersionVector vector = VersionVector.EMPTY;

    /** The last digests, from a hello or a probe. */
    @Nullable
    Probe probe;

    /** The last time of a stamped value. */
    long time;

    /** Whether the hello says that all messages after it end with a checksum. */
    final boolean checked;

    /** Creates what stands before a message on its own. */
    WriterDictionary() {
        this(false);
    }

    WriterDictionary(boolean checked) {
        this.checked = checked;
    }

    int incarnationCount() {
        return incarnations.size();
    }

    /** Returns the number of an incarnation, or null if it has none. */
    @Nullable
    Integer numberOf(Incarnation incarnation) {
        return incarnations.get(incarnation);
    }

    void add(Incarnation incarnation) {
        incarnations.put(incarnation, incarnations.size());
    }

    int objectCount() {
        return objects.size();
    }

    @Nullable
    Integer numberOf(ObjectId object) {
        return objects.get(object);
    }

    void add(ObjectId object) {
        objectChars += WireFormat.charsOf(object);
        if (objectChars > WireFormat.MAX_OBJECT_CHARS) {
            objectChars = WireFormat.charsOf(object);
            objects.clear();
            typeNames.clear();
        }
        objects.put(object, objects.size());
    }

    int typeNameCount() {
        return TypeNames.WELL_KNOWN.size() + typeNames.size();
    }

    @Nullable
    Integer numberOf(String typeName) {
        Integer wellKnown = TypeNames.NUMBERS.get(typeName);
        return wellKnown == null ? typeNames.get(typeName) : wellKnown;
    }

    void add(String typeName) {
        typeNames.put(typeName, typeNameCount());
    }

    /** A message has ended. */
    void endMessage() {
        if (incarnations.size() > WireFormat.MAX_INCARNATIONS) {
            incarnations.clear();
            vector = VersionVector.EMPTY;
        }
    }
}

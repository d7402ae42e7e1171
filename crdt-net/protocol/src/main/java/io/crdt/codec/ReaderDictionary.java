package io.crdt.codec;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.protocol.Message.Probe;
import io.crdt.replica.ObjectId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has been read on a link in one direction and can be referred to from now on. See {@link WriterDictionary}; what a
 * peer can make it hold is bounded by {@link WireFormat#MAX_INCARNATIONS}, {@link WireFormat#MAX_OBJECT_CHARS} and one
 * message.
 */
final class ReaderDictionary {

    private final List<Incarnation> incarnations = new ArrayList<>();
    private final List<ObjectId> objects = new ArrayList<>();
    private final List<String> typeNames = new ArrayList<>();
    private long objectChars;

    VersionVector vector = VersionVector.EMPTY;

    @Nullable
    Probe probe;

    long time;

    /** Whether the hello has come. It settles in which edition both sides speak. */
    boolean greeted;

    /** Whether the hello said that all messages after it end with a checksum. */
    boolean checked;

    /** Returns what remains after a message was broken off: what the hello has settled. */
    ReaderDictionary startOver() {
        ReaderDictionary afresh = new ReaderDictionary();
        afresh.greeted = greeted;
        afresh.checked = checked;
        return afresh;
    }

    int incarnationCount() {
        return incarnations.size();
    }

    Incarnation incarnation(int number) {
        return incarnations.get(number);
    }

    void add(Incarnation incarnation) {
        incarnations.add(incarnation);
    }

    int objectCount() {
        return objects.size();
    }

    ObjectId object(int number) {
        return objects.get(number);
    }

    void add(ObjectId object) {
        objectChars += WireFormat.charsOf(object);
        if (objectChars > WireFormat.MAX_OBJECT_CHARS) {
            objectChars = WireFormat.charsOf(object);
            objects.clear();
            typeNames.clear();
        }
        objects.add(object);
    }

    int typeNameCount() {
        return TypeNames.WELL_KNOWN.size() + typeNames.size();
    }

    String typeName(int number) {
        int own = number - TypeNames.WELL_KNOWN.size();
        return own < 0 ? TypeNames.WELL_KNOWN.get(number) : typeNames.get(own);
    }

    void add(String typeName) {
        typeNames.add(typeName);
    }

    /** A message has ended. */
    void endMessage() {
        if (incarnations.size() > WireFormat.MAX_INCARNATIONS) {
            incarnations.clear();
            vector = VersionVector.EMPTY;
        }
    }
}

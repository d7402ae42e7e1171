package io.crdt.sim;

import io.crdt.causal.Crdt;
import io.crdt.causal.DotStore;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.codec.Codec;
import io.crdt.codec.DecodeException;
import io.crdt.codec.MessageCodec;
import io.crdt.laws.Encoding;
import io.crdt.payload.Encoded;
import io.crdt.payload.Views;
import io.crdt.protocol.Message;
import io.crdt.protocol.Message.Push;
import io.crdt.replica.ObjectId;
import io.crdt.replica.Payloads;
import io.crdt.replica.Shape;
import io.crdt.replica.StateDelta;
import io.crdt.replica.StateDelta.ObjectEntries;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An object as the bytes that replicas send it as: whether the codec has a form for all that its keys and payloads hold is
 * one of the laws. Return it from {@code CrdtSpec.encoding()}.
 *
 * @param <S> the type of the object
 */
public final class WireEncoding<S extends Crdt<S, ?>> implements Encoding<S> {

    private final MessageCodec codec;
    private final S empty;

    /**
     * Creates the encoding of a type.
     *
     * @param codec how its keys and payloads become bytes
     * @param empty its empty value
     */
    public WireEncoding(Codec codec, S empty) {
        this.codec = MessageCodec.of(codec);
        this.empty = empty;
    }

    @Override
    public byte[] encode(S value) {
        List<Entry> entries = new ArrayList<>();
        value.store().forEachEntry(entries::add);
        entries.sort(Comparator.comparing(Entry::dot));
        Map<Incarnation, Long> last = new HashMap<>();
        entries.forEach(entry -> last.put(entry.dot().origin(), entry.dot().seq()));
        VersionVector to = VersionVector.EMPTY.withSeqs(last);
        List<ObjectEntries> objects = entries.isEmpty() ? List.of() : List.of(new ObjectEntries(id(), entries));
        return codec.encode(new Push(new StateDelta(VersionVector.EMPTY, to, objects, List.of(), Map.of(), null)));
    }

    /**
     * Returns the value of the bytes.
     *
     * @throws IllegalArgumentException if they stand for none
     */
    @Override
    public S decode(byte[] bytes) {
        DotStore<?> store = empty.store();
        Views views = new Views(Payloads.TABLE);
        for (ObjectEntries object : decodePush(bytes).delta().objects()) {
            for (Entry entry : object.entries()) {
                store = store.with(Payloads.view(entry.path(), views), entry.dot(), views.of(entry.payload()));
            }
        }
        Encoded unreadable = views.unreadable();
        if (unreadable != null) {
            throw new IllegalArgumentException("the bytes stand for no object: " + unreadable.problem());
        }
        return reading(empty, store);
    }

    private ObjectId id() {
        return new ObjectId("object", "Object", Shape.of(empty.store()));
    }

    private Push decodePush(byte[] bytes) {
        try {
            Message message = codec.decode(bytes);
            if (message instanceof Push push) {
                return push;
            }
            throw new IllegalArgumentException("the bytes of an object are those of a push, but got " + message);
        } catch (DecodeException e) {
            throw new IllegalArgumentException("the bytes stand for no object: " + e.getMessage(), e);
        }
    }

    @SuppressWarnings("unchecked") // a store of S is read as S
    private static <S, C extends Crdt<C, D>, D extends DotStore<D>> S reading(S like, DotStore<?> store) {
        return (S) ((C) like).withStore((D) store);
    }
}

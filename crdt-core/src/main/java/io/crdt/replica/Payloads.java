package io.crdt.replica;

import io.crdt.causal.Delta;
import io.crdt.causal.Entry;
import io.crdt.causal.Path;
import io.crdt.payload.Encoded;
import io.crdt.payload.PayloadHash;
import io.crdt.payload.PayloadInput;
import io.crdt.payload.PayloadKind;
import io.crdt.payload.PayloadOutput;
import io.crdt.payload.PayloadTable;
import io.crdt.payload.ValueEncoder;
import io.crdt.payload.Views;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The payloads that every replica knows, with the kind that only this package can add. */
public final class Payloads {

    /** The table that replicas and codecs share. */
    public static final PayloadTable TABLE = PayloadTable.BUILT_IN.with(new ReplicaIds());

    private Payloads() {}

    /** Returns the path with what the views show in place of the bytes of values of the application. */
    public static Path view(Path path, Views views) {
        if (!(path instanceof Path.Step step)) {
            return path;
        }
        Path rest = view(step.rest(), views);
        Object key = views.of(step.key());
        return rest == step.rest() && key == step.key() ? path : rest.under(key);
    }

    /** Returns the delta with the bytes of values of the application in their place; the same one if it has none. */
    static <S> Delta<S> encoded(Delta<S> delta, ValueEncoder encoder) {
        if (encoder == ValueEncoder.NONE) {
            return delta;
        }
        List<Entry> entries = new ArrayList<>(delta.added().size());
        boolean same = true;
        for (Entry entry : delta.added()) {
            Entry kept = encoded(entry, encoder);
            same &= kept == entry;
            entries.add(kept);
        }
        return same ? delta : delta.withAdded(entries);
    }

    private static Entry encoded(Entry entry, ValueEncoder encoder) {
        Path path = encoded(entry.path(), encoder);
        Object payload = TABLE.encoded(entry.payload(), encoder);
        return path == entry.path() && payload == entry.payload() ? entry : new Entry(path, entry.dot(), payload);
    }

    private static Path encoded(Path path, ValueEncoder encoder) {
        if (!(path instanceof Path.Step step)) {
            return path;
        }
        Path rest = encoded(step.rest(), encoder);
        Object key = TABLE.encoded(step.key(), encoder);
        return rest == step.rest() && key == step.key() ? path : rest.under(key);
    }

    /** Returns what in an entry cannot be read here, or null. */
    public static @Nullable Encoded unreadable(Entry entry) {
        Views views = new Views(TABLE);
        Path unusedPath = view(entry.path(), views);
        Object unusedPayload = views.of(entry.payload());
        return views.unreadable();
    }

    /** Names of replicas, which members are listed by. */
    private static final class ReplicaIds extends PayloadKind<ReplicaId> {

        private static final int NUMBER = 29;

        ReplicaIds() {
            super(ReplicaId.class, NUMBER);
        }

        @Override
        public void write(ReplicaId value, PayloadOutput out) {
            out.int8(NUMBER);
            out.int64(value.high());
            out.int64(value.low());
            out.string(value.label());
        }

        @Override
        public <E extends Exception> ReplicaId read(int number, PayloadInput<E> in) throws E {
            return new ReplicaId(in.int64(), in.int64(), in.string("the label of a replica"));
        }

        @Override
        public long hash(ReplicaId value, ToLongFunction<Object> ofPart) {
            long hash = PayloadHash.combine(PayloadHash.of(value.high()), value.low());
            return PayloadHash.combine(hash, PayloadHash.of(value.label()));
        }
    }
}

package io.crdt.codec;

import io.crdt.causal.Incarnation;
import io.crdt.payload.Encoded;
import io.crdt.payload.PayloadKind;
import io.crdt.payload.PayloadOutput;
import io.crdt.payload.PayloadTable;
import io.crdt.replica.Payloads;
import io.crdt.replica.ReplicaId;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the values of one message. An incarnation is written out where it occurs first on its link and by its number from
 * then on; a time is written as the difference to the time before it.
 */
final class ValueWriter implements PayloadOutput {

    private static final PayloadTable KINDS = Payloads.TABLE;

    final WireOutput out = new WireOutput();
    final WriterDictionary before;
    final NameWriter names;
    private final UserTypes userTypes;
    private final boolean checked;
    private final boolean inApplication;
    private int depth;
    private boolean inKey;

    /**
     * Creates a writer.
     *
     * @param checked whether to check of each value of a registered class that its bytes stand for it
     */
    ValueWriter(UserTypes userTypes, WriterDictionary before, boolean checked) {
        this(userTypes, before, checked, false);
    }

    private ValueWriter(UserTypes userTypes, WriterDictionary before, boolean checked, boolean inApplication) {
        this.userTypes = userTypes;
        this.checked = checked;
        this.before = before;
        this.inApplication = inApplication;
        names = new NameWriter(out, before);
    }

    /**
     * Returns a writer of the bytes of one value of the application. Whether its parts are read back need not be asked,
     * since the whole is read.
     *
     * @param depth how many values of the application surround this one
     */
    static ValueWriter ofApplication(UserTypes userTypes, int depth) {
        ValueWriter writer = new ValueWriter(userTypes, new WriterDictionary(), false, true);
        writer.depth = depth;
        writer.requireDepth();
        return writer;
    }

    /** Writes any value that there is a form for. */
    @Override
    public void value(@Nullable Object value) {
        PayloadKind<Object> kind = value == null ? null : KINDS.ofClassOf(value);
        Encoded bytes =
                kind == null && value != null ? userTypes.encoded(value, checked, inApplication ? depth + 1 : 0) : null;
        if (bytes != null) {
            value(bytes);
            return;
        }
        kind = kind != null || value == null ? kind : KINDS.ofInterfaceOf(value);
        if (value == null || kind == null) {
            throw Refusal.of(value);
        }
        kind.write(value, this);
    }

    /** Writes a name of a replica where no other kind of value can stand. */
    void replica(ReplicaId replica) {
        int64(replica.high());
        int64(replica.low());
        string(replica.label());
    }

    @Override
    public void int8(int number) {
        out.writeByte(number);
    }

    @Override
    public void int16(int number) {
        out.writeShort(number);
    }

    @Override
    public void int32(int number) {
        out.writeInt(number);
    }

    @Override
    public void int64(long number) {
        out.writeLong(number);
    }

    @Override
    public void signed(long number) {
        out.writeVarLong(number, false);
    }

    @Override
    public void unsigned(long number) {
        out.writeVarLong(number, true);
    }

    @Override
    public void bytes(byte[] bytes) {
        out.writeBytes(bytes);
    }

    @Override
    public void string(String text) {
        out.string(text);
    }

    @Override
    public void incarnation(Incarnation incarnation) {
        names.incarnation(incarnation);
    }

    @Override
    public void seq(long seq) {
        out.seq(seq);
    }

    @Override
    public void time(long packed) {
        out.writeVarLong(packed - before.time, false);
        before.time = packed;
    }

    @Override
    public void enter() {
        depth++;
        requireDepth();
    }

    private void requireDepth() {
        if (depth > WireFormat.MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "cannot encode a value that nests deeper than " + WireFormat.MAX_DEPTH + "; nothing was changed");
        }
    }

    @Override
    public void leave() {
        depth--;
    }

    @Override
    public <K> List<K> inOrderOfBytes(Collection<K> keys) {
        if (inKey) {
            throw new IllegalArgumentException(
                    "cannot encode a map in the key of a map, which has the keys " + keys + "; nothing was changed");
        }
        Map<byte[], K> sorted = new TreeMap<>(Arrays::compareUnsigned);
        keys.forEach(key -> sorted.put(bytesAlone(key), key));
        return List.copyOf(sorted.values());
    }

    private byte[] bytesAlone(Object key) {
        ValueWriter alone = new ValueWriter(userTypes, new WriterDictionary(), false);
        alone.inKey = true;
        alone.value(key);
        return alone.out.takeAll();
    }
}

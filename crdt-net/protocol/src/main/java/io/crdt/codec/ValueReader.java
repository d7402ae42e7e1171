package io.crdt.codec;

import io.crdt.causal.Incarnation;
import io.crdt.payload.Encoded;
import io.crdt.payload.PayloadInput;
import io.crdt.payload.PayloadKind;
import io.crdt.payload.PayloadTable;
import io.crdt.replica.Payloads;
import io.crdt.replica.ReplicaId;

/** Reads the values of one message, as {@link ValueWriter} wrote them. */
final class ValueReader implements PayloadInput<DecodeException> {

    private static final PayloadTable KINDS = Payloads.TABLE;

    final WireInput in;
    final ReaderDictionary before;
    final NameReader names;
    private final UserTypes userTypes;
    private final boolean keepsBytes;
    private final boolean inApplication;
    private int depth;
    private boolean inKey;
    private boolean skipping;

    /**
     * Creates a reader.
     *
     * @param keepsBytes whether values of the application come as their bytes, also those that cannot be read here
     */
    ValueReader(UserTypes userTypes, WireInput in, ReaderDictionary before, boolean keepsBytes) {
        this(userTypes, in, before, keepsBytes, false);
    }

    private ValueReader(
            UserTypes userTypes, WireInput in, ReaderDictionary before, boolean keepsBytes, boolean inApplication) {
        this.keepsBytes = keepsBytes;
        this.userTypes = userTypes;
        this.in = in;
        this.before = before;
        this.inApplication = inApplication;
        names = new NameReader(in, userTypes.incarnations(), before);
    }

    /**
     * Returns a reader of the bytes of one value of the application.
     *
     * @param depth how many values of the application surround this one
     */
    static ValueReader ofApplication(UserTypes userTypes, byte[] bytes, int depth) throws DecodeException {
        ValueReader reader = new ValueReader(userTypes, new WireInput(bytes), new ReaderDictionary(), false, true);
        reader.depth = depth;
        reader.requireDepth();
        return reader;
    }

    @Override
    public Object value() throws DecodeException {
        int number = in.readByteUnsigned();
        PayloadKind<?> kind = KINDS.numbered(number);
        if (kind == null) {
            throw in.refuse("a value", "there is no kind of value with the tag " + number);
        }
        return kind.read(number, this);
    }

    @Override
    public void skipValue() throws DecodeException {
        boolean skippedBefore = skipping;
        skipping = true;
        Object unused = value();
        skipping = skippedBefore;
    }

    /** Reads a name of a replica where no other kind of value can stand. */
    ReplicaId replica() throws DecodeException {
        return new ReplicaId(int64(), int64(), string("the label of a replica"));
    }

    @Override
    public void requireMapAllowed() throws DecodeException {
        if (inKey) {
            throw in.refuse("a key of a map", "it must not hold a map");
        }
    }

    @Override
    public Object mapKey() throws DecodeException {
        inKey = true;
        Object key = value();
        inKey = false;
        return key;
    }

    @Override
    public Object ofApplication(int kind, byte[] bytes) throws DecodeException {
        if (skipping) {
            return Encoded.unreadable(kind, bytes, "it is skipped");
        }
        return keepsBytes ? userTypes.view(kind, bytes) : userTypes.read(kind, bytes, inApplication ? depth + 1 : 0);
    }

    @Override
    public byte int8() throws DecodeException {
        return in.readByte();
    }

    @Override
    public short int16() throws DecodeException {
        return in.readShort();
    }

    @Override
    public int int32() throws DecodeException {
        return in.readInt();
    }

    @Override
    public long int64() throws DecodeException {
        return in.readLong();
    }

    @Override
    public long signed() throws DecodeException {
        return in.readVarLong(false);
    }

    @Override
    public int signedInt() throws DecodeException {
        return in.readVarInt(false);
    }

    @Override
    public long unsigned() throws DecodeException {
        return in.readVarLong(true);
    }

    @Override
    public int count(String what, int bytesEach) throws DecodeException {
        return in.count(what, bytesEach);
    }

    @Override
    public int index(String what, int limit) throws DecodeException {
        return in.index(what, limit);
    }

    @Override
    public int left() {
        return in.left();
    }

    @Override
    public byte[] bytes(int length) throws DecodeException {
        return in.readBytes(length);
    }

    @Override
    public String string(String what) throws DecodeException {
        return in.string(what);
    }

    @Override
    public String string(String what, int number) throws DecodeException {
        return in.string(what, number);
    }

    @Override
    public Incarnation incarnation() throws DecodeException {
        return names.incarnation();
    }

    @Override
    public long seq(String what) throws DecodeException {
        return in.requireSeq(what, in.readVarLong(true), 1);
    }

    @Override
    public long time() throws DecodeException {
        long time = before.time + in.readVarLong(false);
        if (time < 0) {
            throw in.refuse("a timestamp", "it must not be negative, but is " + time);
        }
        before.time = time;
        return time;
    }

    @Override
    public void enter() throws DecodeException {
        depth++;
        requireDepth();
    }

    private void requireDepth() throws DecodeException {
        if (depth > WireFormat.MAX_DEPTH) {
            throw in.refuse("a value", "values nest at most " + WireFormat.MAX_DEPTH + " deep");
        }
    }

    @Override
    public void leave() {
        depth--;
    }

    @Override
    public DecodeException refuse(String what, String rule) {
        return in.refuse(what, rule);
    }
}

package io.crdt.net.kryo;

import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.KryoBufferUnderflowException;
import com.esotericsoftware.kryo.io.Output;
import io.crdt.payload.PayloadInput;
import io.crdt.payload.PayloadOutput;
import io.crdt.payload.ValueFormat;

/** Values as their Kryo serializer writes them. */
final class KryoFormat<T> implements ValueFormat<T> {

    private static final int FIRST_CAPACITY = 64;

    private final Class<T> type;
    private final Serializer<T> serializer;
    private final Kryos kryos;

    KryoFormat(Class<T> type, Serializer<T> serializer, Kryos kryos) {
        this.type = type;
        this.serializer = serializer;
        this.kryos = kryos;
    }

    @Override
    public Class<T> type() {
        return type;
    }

    @Override
    public void write(T value, PayloadOutput out) {
        out.bytes(kryos.with(kryo -> {
            Output bytes = new Output(FIRST_CAPACITY, -1);
            kryo.writeObject(bytes, value, serializer);
            return bytes.toBytes();
        }));
    }

    @Override
    public <E extends Exception> T read(PayloadInput<E> in) throws E {
        String what = "a value of " + type.getName();
        BoundedInput bytes = new BoundedInput(in.bytes(in.left()));
        T value;
        try {
            value = kryos.with(kryo -> kryo.readObject(bytes, type, serializer));
        } catch (KryoBufferUnderflowException e) {
            throw in.refuse(what, "its serializer reads on where its bytes end");
        } catch (RuntimeException | StackOverflowError e) {
            throw in.refuse(what, "its serializer failed with " + e);
        }
        if (bytes.left() > 0) {
            throw in.refuse(what, "its serializer left " + bytes.left() + " bytes unread");
        }
        return value;
    }
}

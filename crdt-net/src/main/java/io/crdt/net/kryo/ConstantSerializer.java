package io.crdt.net.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;

/** Constants of an enum that are parts of values with a serializer: by name, so that they may be reordered. */
final class ConstantSerializer<E extends Enum<E>> extends Serializer<E> {

    private final Class<E> type;

    ConstantSerializer(Class<E> type) {
        super(false, true);
        this.type = type;
    }

    @Override
    public void write(Kryo kryo, Output output, E constant) {
        output.writeString(constant.name());
    }

    @Override
    public E read(Kryo kryo, Input input, Class<? extends E> declared) {
        String name = input.readString();
        if (name == null) {
            throw new KryoException("a constant needs a name");
        }
        return Enum.valueOf(type, name);
    }
}

package io.crdt.net.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.crdt.codec.DecodeException;

/** Values of a class with a format that are parts of values with a serializer: as the codec writes them, after their length. */
final class PartSerializer extends Serializer<Object> {

    private final Kryos kryos;

    PartSerializer(Kryos kryos) {
        super(false, true);
        this.kryos = kryos;
    }

    @Override
    public void write(Kryo kryo, Output output, Object value) {
        byte[] bytes = kryos.codec().encode(value);
        output.writeVarInt(bytes.length, true);
        output.writeBytes(bytes);
    }

    @Override
    public Object read(Kryo kryo, Input input, Class<?> declared) {
        try {
            return kryos.codec().decode(input.readBytes(input.readVarInt(true)));
        } catch (DecodeException e) {
            throw new KryoException(e.what() + ": " + e.rule(), e);
        }
    }
}

package io.crdt.laws;

import java.util.function.Function;

/**
 * How values become bytes and come back. Equal values have to have equal bytes, in every process: sort what has no order
 * of its own. The module crdt-sim has one for every type, {@code io.crdt.sim.WireEncoding}.
 *
 * @param <V> the type of the values
 */
public interface Encoding<V> {

    /** Returns the bytes of the value; never null. */
    byte[] encode(V value);

    /** Returns the value of the bytes; never null. */
    V decode(byte[] bytes);

    /** Returns an encoding from its two halves. */
    static <V> Encoding<V> of(Function<? super V, byte[]> encode, Function<byte[], ? extends V> decode) {
        return new Encoding<>() {
            @Override
            public byte[] encode(V value) {
                return encode.apply(value);
            }

            @Override
            public V decode(byte[] bytes) {
                return decode.apply(bytes);
            }
        };
    }
}

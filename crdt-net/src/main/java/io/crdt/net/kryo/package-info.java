/**
 * Classes that bring a Kryo serializer. Kryo stays in here: nothing else knows it, and an application that needs none of it
 * builds its codec with {@link io.crdt.codec.Codec#builder}.
 *
 * <p>Start with {@link io.crdt.net.kryo.KryoCodec}.
 */
@NullMarked
@CheckReturnValue
package io.crdt.net.kryo;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

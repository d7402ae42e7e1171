package io.crdt.net.kryo;

import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.serializers.DefaultSerializers;
import com.esotericsoftware.kryo.serializers.ImmutableSerializer;
import com.esotericsoftware.kryo.serializers.RecordSerializer;
import com.esotericsoftware.kryo.serializers.TimeSerializers;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.codec.Codec;
import io.crdt.payload.ValueFormat;
import java.util.Set;

/** Builds codecs for applications whose classes bring a Kryo serializer. */
public final class KryoCodec {

    private KryoCodec() {}

    /** Starts with no class registered. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Collects registrations. A serializer may hand a part of its value to Kryo, with a class that is registered here, be it
     * with a serializer or with a format.
     */
    public static final class Builder {

        private static final Set<Class<?>> SAFE_BASES =
                Set.of(Serializer.class, ImmutableSerializer.class, RecordSerializer.class);
        private static final Set<Class<?>> SAFE_FAMILIES = Set.of(DefaultSerializers.class, TimeSerializers.class);

        private final Codec.Builder codec = Codec.builder();
        private final Kryos kryos = new Kryos();

        private Builder() {}

        /**
         * Registers a class with a serializer, as {@link Codec.Builder#register(int, ValueFormat)} does with a format.
         *
         * <p>The serializer must not have state, since it is used from several threads. Of Kryo's own ones only {@link
         * RecordSerializer}, {@link TimeSerializers} and {@link DefaultSerializers} are taken: the others run what a message
         * tells them to, allocate what it claims, or belong to one {@code Kryo}.
         *
         * @throws IllegalArgumentException if the number or the class is taken, the class cannot be registered, or the
         *     serializer is one that must not read what comes from a network
         */
        @CanIgnoreReturnValue
        public <T> Builder register(int id, Class<T> type, Serializer<T> serializer) {
            requireSafe(type, serializer.getClass());
            codec.register(id, new KryoFormat<>(type, serializer, kryos));
            kryos.add(id, type, serializer);
            return this;
        }

        /** Registers a class with a format: see {@link Codec.Builder#register(int, ValueFormat)}. */
        @CanIgnoreReturnValue
        public Builder register(int id, ValueFormat<?> format) {
            codec.register(id, format);
            kryos.add(id, format.type(), new PartSerializer(kryos));
            return this;
        }

        /** Registers an enum: see {@link Codec.Builder#register(int, Class)}. */
        @CanIgnoreReturnValue
        public <E extends Enum<E>> Builder register(int id, Class<E> type) {
            codec.register(id, type);
            kryos.add(id, type, new ConstantSerializer<>(type));
            return this;
        }

        /** Returns the codec for what has been registered; with it, the builder is of no more use. */
        public Codec build() {
            return kryos.completed(codec.build());
        }

        static void requireSafe(Class<?> type, Class<?> serializer) {
            for (Class<?> each = serializer; each != null && each != Object.class; each = each.getSuperclass()) {
                if (each.getName().startsWith("com.esotericsoftware.kryo.") && !isSafe(each)) {
                    throw new IllegalArgumentException("cannot register " + type.getName() + " with a " + each.getName()
                            + ": it runs what a message tells it to, allocates what a message claims, or belongs to one"
                            + " Kryo; write a serializer that reads and writes each part");
                }
            }
        }

        private static boolean isSafe(Class<?> kryoSerializer) {
            Class<?> family = kryoSerializer.getDeclaringClass();
            return SAFE_BASES.contains(kryoSerializer) || family != null && SAFE_FAMILIES.contains(family);
        }
    }
}

package io.crdt.net.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.util.DefaultClassResolver;
import com.esotericsoftware.kryo.util.Pool;
import io.crdt.codec.Codec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A Kryo is for one thread at a time, so there are some that know the same classes. None looks up a class by its name. */
final class Kryos {

    private static final int MAX_DEPTH = 64;
    private static final int POOLED = 16;

    private record Registered(int id, Class<?> type, Serializer<?> serializer) {}

    private final List<Registered> classes = new ArrayList<>();
    private final Pool<Kryo> pool = new Pool<>(true, false, POOLED) {
        @Override
        protected Kryo create() {
            return kryo();
        }
    };
    private @Nullable Codec codec;

    void add(int id, Class<?> type, Serializer<?> serializer) {
        if (codec != null) {
            throw new IllegalStateException("the codec is built already; start with a new builder");
        }
        classes.add(new Registered(id, type, serializer));
    }

    /** All classes are known; returns the codec of them. */
    Codec completed(Codec all) {
        codec = all;
        return all;
    }

    Codec codec() {
        return Objects.requireNonNull(codec, "the codec is not built yet");
    }

    /** Calls with a Kryo that nobody else uses meanwhile. */
    <T> T with(Function<Kryo, T> call) {
        Kryo kryo = pool.obtain();
        try {
            return call.apply(kryo);
        } finally {
            kryo.reset();
            pool.free(kryo);
        }
    }

    private Kryo kryo() {
        Kryo kryo = new Kryo(new NoNames(), null);
        kryo.setRegistrationRequired(true);
        kryo.setReferences(false);
        kryo.setMaxDepth(MAX_DEPTH);
        classes.forEach(each -> kryo.register(each.type(), each.serializer(), each.id()));
        return kryo;
    }

    private static final class NoNames extends DefaultClassResolver {
        @Override
        protected Registration readName(Input input) {
            throw new KryoException("a class must be registered and named by its id, not by its name");
        }
    }
}

package io.crdt.net.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.DefaultClassResolver;
import com.esotericsoftware.kryo.util.Pool;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The classes that users registered. Each value is framed by its length, so that a serializer reads neither more nor less
 * than what its own kind wrote.
 */
final class UserTypes {

    private static final int MAX_DEPTH = 64;
    private static final int POOLED = 16;

    /**
     * A registered class.
     *
     * @param id its number on the wire
     * @param type the class
     * @param serializer how it is written
     */
    record UserType(int id, Class<?> type, Serializer<?> serializer) {}

    private final Map<Class<?>, UserType> byClass = new HashMap<>();
    private final Map<Integer, UserType> byId = new HashMap<>();
    private final Pool<Kryo> kryos;

    UserTypes(List<UserType> types) {
        for (UserType type : types) {
            byClass.put(type.type(), type);
            byId.put(type.id(), type);
        }
        List<UserType> registered = List.copyOf(types);
        kryos = new Pool<>(true, false, POOLED) {
            @Override
            protected Kryo create() {
                return kryo(registered);
            }
        };
    }

    private static Kryo kryo(List<UserType> types) {
        Kryo kryo = new Kryo(new NoNames(), null);
        kryo.setRegistrationRequired(true);
        kryo.setReferences(false);
        kryo.setMaxDepth(MAX_DEPTH);
        types.forEach(type -> kryo.register(type.type(), type.serializer(), type.id()));
        return kryo;
    }

    /** Writes a value if its class is registered. */
    boolean write(Output out, @Nullable Object value) {
        if (value == null || byClass.isEmpty()) {
            return false;
        }
        Class<?> written = value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
        UserType type = byClass.get(written);
        if (type == null) {
            return false;
        }
        out.writeByte(Wire.Tag.USER);
        out.writeVarInt(type.id(), true);
        Output body = new Output(64, -1);
        Kryo kryo = kryos.obtain();
        try {
            kryo.writeObject(body, value, type.serializer());
        } catch (RuntimeException | StackOverflowError e) {
            throw new IllegalArgumentException(
                    "cannot encode a value of " + written.getName() + " with the serializer that is registered for it: "
                            + e.getMessage() + "; nothing was changed",
                    e);
        } finally {
            kryo.reset();
            kryos.free(kryo);
        }
        out.writeVarInt(body.position(), true);
        out.writeBytes(body.getBuffer(), 0, body.position());
        return true;
    }

    Object read(WireInput in) throws DecodeException {
        int id = in.readVarInt(true);
        UserType type = byId.get(id);
        if (type == null) {
            throw in.refuse("a value", "no class is registered here with the id " + id);
        }
        String what = "a value of " + type.type().getName();
        int length = in.count("bytes of " + what, 1);
        long endBefore = in.stopAfter(length);
        Object value = read(in, type, what);
        if (in.left() > 0) {
            throw in.refuse(what, "its serializer left " + in.left() + " of " + length + " bytes unread");
        }
        if (in.left() < 0) {
            throw in.refuse(what, "its serializer read " + -in.left() + " bytes beyond " + length);
        }
        in.resume(endBefore);
        return value;
    }

    private Object read(WireInput in, UserType type, String what) throws DecodeException {
        Kryo kryo = kryos.obtain();
        try {
            Object value = kryo.readObject(in, type.type(), type.serializer());
            if (!isExactly(type.type(), value)) {
                throw in.refuse(what, "its serializer returned " + (value == null ? "null" : value.getClass()));
            }
            return value;
        } catch (RuntimeException | StackOverflowError e) {
            throw new DecodeException(what, in.total(), "its serializer failed with " + e, e);
        } finally {
            kryo.reset();
            kryos.free(kryo);
        }
    }

    /** An instance of a subclass could be read and applied here, but not be sent on. */
    private static boolean isExactly(Class<?> type, @Nullable Object value) {
        return value instanceof Enum<?> constant
                ? constant.getDeclaringClass() == type
                : value != null && value.getClass() == type;
    }

    /** Never looks a class up by a name that came with the bytes. */
    private static final class NoNames extends DefaultClassResolver {
        @Override
        protected Registration readName(Input input) {
            throw new KryoException("a class must be registered and named by its id, not by its name");
        }
    }
}

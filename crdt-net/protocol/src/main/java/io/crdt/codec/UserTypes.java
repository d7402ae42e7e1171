package io.crdt.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.KryoBufferUnderflowException;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.DefaultClassResolver;
import com.esotericsoftware.kryo.util.Pool;
import io.crdt.payload.Encoded;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The classes that users registered. Each value is framed by its length, and its serializer reads from an input that ends
 * there, so that it reads neither more nor less than what its own kind wrote, and what follows is not disturbed.
 *
 * <p>A serializer that loses something, or cannot read what it wrote, would make replicas differ, or stop them, wherever
 * the bytes arrive. So a value that comes in is {@linkplain #requireFaithful read back} before anybody is told of it.
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

    /**
     * Returns the bytes of a value, or null if its class is not registered.
     *
     * @param checked whether to check that the bytes stand for the value
     */
    @Nullable
    Encoded encoded(Object value, boolean checked) {
        if (byClass.isEmpty()) {
            return null;
        }
        Class<?> written = value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
        UserType type = byClass.get(written);
        if (type == null) {
            return null;
        }
        Output body = body(type, value);
        if (checked) {
            requireFaithful(type, value, body);
        }
        return Encoded.of(type.id(), body.toBytes(), value);
    }

    private Output body(UserType type, Object value) {
        Output body = new Output(64, -1);
        Kryo kryo = kryos.obtain();
        try {
            kryo.writeObject(body, value, type.serializer());
        } catch (RuntimeException | StackOverflowError e) {
            throw new IllegalArgumentException(
                    "cannot encode a value of " + type.type().getName()
                            + " with the serializer that is registered for it: " + e.getMessage()
                            + "; nothing was changed",
                    e);
        } finally {
            kryo.reset();
            kryos.free(kryo);
        }
        return body;
    }

    /** Checks that the bytes of a value are read back to their end, as an equal value, whose bytes are the same. */
    private void requireFaithful(UserType type, Object value, Output body) {
        Object back;
        try {
            back = read(
                    new WireInput(body.getBuffer(), 0, body.position()),
                    type,
                    "a value of " + type.type().getName());
        } catch (DecodeException e) {
            throw unfaithful(type, value, "cannot read what it wrote: " + e.getMessage(), e);
        }
        if (!isSame(value, back)) {
            throw unfaithful(
                    type,
                    value,
                    "reads back " + back
                            + ", which does not equal it or has another hashCode: either the serializer loses"
                            + " something, or equals compares by identity, as that of a record does with its arrays",
                    null);
        }
        Output again = body(type, back);
        if (!Arrays.equals(body.getBuffer(), 0, body.position(), again.getBuffer(), 0, again.position())) {
            throw unfaithful(type, value, "writes other bytes for what it reads back, which equals it", null);
        }
    }

    private static boolean isSame(Object value, Object back) {
        return value.equals(back) && back.equals(value) && value.hashCode() == back.hashCode();
    }

    private static IllegalArgumentException unfaithful(
            UserType type, Object value, String fault, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "cannot encode " + value + ": the serializer that is registered for "
                        + type.type().getName() + " " + fault + "; nothing was changed",
                cause);
    }

    boolean isRegistered(int id) {
        return byId.containsKey(id);
    }

    /** Returns the value that the bytes stand for. */
    Object read(int id, byte[] bytes) throws DecodeException {
        UserType type = byId.get(id);
        if (type == null) {
            throw new UnknownClassException(0, id);
        }
        return read(new WireInput(bytes), type, "a value of " + type.type().getName());
    }

    /** Returns the bytes with what they stand for here, if anything: others may know the class, or another form of it. */
    Encoded view(int id, byte[] bytes) {
        try {
            return Encoded.of(id, bytes, read(id, bytes));
        } catch (DecodeException e) {
            return Encoded.unreadable(id, bytes, e.what() + ": " + e.rule());
        }
    }

    /** Reads a value from an input that holds it and nothing else. */
    private Object read(WireInput in, UserType type, String what) throws DecodeException {
        Object value;
        Kryo kryo = kryos.obtain();
        try {
            value = kryo.readObject(in, type.type(), type.serializer());
        } catch (KryoBufferUnderflowException e) {
            throw new DecodeException(what, in.total(), "its serializer reads on where its bytes end", e);
        } catch (RuntimeException | StackOverflowError e) {
            throw new DecodeException(what, in.total(), "its serializer failed with " + e, e);
        } finally {
            kryo.reset();
            kryos.free(kryo);
        }
        if (!isExactly(type.type(), value)) {
            throw in.refuse(what, "its serializer returned " + (value == null ? "null" : value.getClass()));
        }
        if (in.left() > 0) {
            throw in.refuse(what, "its serializer left " + in.left() + " bytes unread");
        }
        return value;
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

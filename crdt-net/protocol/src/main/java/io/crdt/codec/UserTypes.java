package io.crdt.codec;

import io.crdt.payload.BuiltInFormats;
import io.crdt.payload.Encoded;
import io.crdt.payload.ValueFormat;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The classes that users registered. Each value is framed by its length, and its format reads from an input that ends there,
 * so that it reads neither more nor less than what its own kind wrote, and what follows is not disturbed.
 *
 * <p>A format that loses something, or cannot read what it wrote, would make replicas differ, or stop them, wherever the
 * bytes arrive. So a value that comes in is {@linkplain #requireFaithful read back} before anybody is told of it.
 */
final class UserTypes {

    private static final String UNCHANGED = "; nothing was changed";

    /**
     * A registered class.
     *
     * @param id its number on the wire
     * @param format how its values are written
     * @param classes the classes that its values have
     */
    record UserType(int id, ValueFormat<?> format, Set<Class<?>> classes) {

        UserType(int id, ValueFormat<?> format) {
            this(id, format, classesOf(format.type()));
        }

        /** The values of a sealed interface are of the classes that it permits. */
        private static Set<Class<?>> classesOf(Class<?> type) {
            return type.isInterface() ? Set.of(type.getPermittedSubclasses()) : Set.of(type);
        }

        Class<?> type() {
            return format.type();
        }

        @SuppressWarnings("unchecked") // the value is of the class that the format is registered for
        ValueFormat<Object> formatOfAny() {
            return (ValueFormat<Object>) format;
        }
    }

    private final Map<Class<?>, UserType> byClass = new HashMap<>();
    private final Map<Integer, UserType> byId = new HashMap<>();
    private final IncarnationCache incarnations = new IncarnationCache();

    /** An application may have registered a class before this library had a form for it; it goes on writing its own. */
    UserTypes(List<UserType> types) {
        BuiltInFormats.all().forEach((id, format) -> {
            UserType type = new UserType(id, format);
            byId.put(id, type);
            type.classes().forEach(each -> byClass.put(each, type));
        });
        for (UserType type : types) {
            byClass.put(type.type(), type);
            byId.put(type.id(), type);
        }
    }

    /** Returns the instances that everything that is read shares. */
    IncarnationCache incarnations() {
        return incarnations;
    }

    /**
     * Returns the bytes of a value, or null if its class is not registered.
     *
     * @param checked whether to check that the bytes stand for the value
     * @param depth how many values of the application surround this one
     */
    @Nullable
    Encoded encoded(Object value, boolean checked, int depth) {
        UserType type = byClass.get(classOf(value));
        if (type == null) {
            return null;
        }
        byte[] bytes = write(type, value, depth);
        if (checked) {
            requireFaithful(type, value, bytes, depth);
        }
        return Encoded.of(type.id(), bytes, value);
    }

    private byte[] write(UserType type, Object value, int depth) {
        try {
            ValueWriter writer = ValueWriter.ofApplication(this, depth);
            type.formatOfAny().write(value, writer);
            return writer.out.takeAll();
        } catch (RuntimeException | StackOverflowError e) {
            String message = String.valueOf(e.getMessage());
            throw new IllegalArgumentException(
                    "cannot encode a value of " + type.type().getName() + " with the format that is registered for it: "
                            + (message.endsWith(UNCHANGED) ? message : message + UNCHANGED),
                    e);
        }
    }

    /** Checks that the bytes of a value are read back to their end, as an equal value, whose bytes are the same. */
    private void requireFaithful(UserType type, Object value, byte[] bytes, int depth) {
        Object back;
        try {
            back = read(type, bytes, depth);
        } catch (DecodeException e) {
            throw unfaithful(type, value, "cannot read what it wrote: " + e.getMessage(), e);
        }
        if (!isSame(value, back)) {
            throw unfaithful(
                    type,
                    value,
                    "reads back " + back
                            + ", which does not equal it or has another hashCode: either the format loses"
                            + " something, or equals compares by identity, as that of a record does with its arrays",
                    null);
        }
        if (!Arrays.equals(bytes, write(type, back, depth))) {
            throw unfaithful(type, value, "writes other bytes for what it reads back, which equals it", null);
        }
    }

    private static boolean isSame(Object value, Object back) {
        return value.equals(back) && back.equals(value) && value.hashCode() == back.hashCode();
    }

    private static IllegalArgumentException unfaithful(
            UserType type, Object value, String fault, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "cannot encode " + value + ": the format that is registered for "
                        + type.type().getName() + " " + fault + UNCHANGED,
                cause);
    }

    boolean isRegistered(int id) {
        return byId.containsKey(id);
    }

    /**
     * Returns the value that the bytes stand for.
     *
     * @param depth how many values of the application surround this one
     */
    Object read(int id, byte[] bytes, int depth) throws DecodeException {
        UserType type = byId.get(id);
        if (type == null) {
            throw new UnknownClassException(0, id);
        }
        return read(type, bytes, depth);
    }

    /** Returns the bytes with what they stand for here, if anything: others may know the class, or another form of it. */
    Encoded view(int id, byte[] bytes) {
        try {
            return Encoded.of(id, bytes, read(id, bytes, 0));
        } catch (DecodeException e) {
            return Encoded.unreadable(id, bytes, e.what() + ": " + e.rule());
        }
    }

    private Object read(UserType type, byte[] bytes, int depth) throws DecodeException {
        String what = "a value of " + type.type().getName();
        ValueReader reader = ValueReader.ofApplication(this, bytes, depth);
        Object value;
        try {
            value = type.formatOfAny().read(reader);
        } catch (DecodeException e) {
            throw new DecodeException(what, e.at(), e.what().equals(what) ? e.rule() : e.what() + ": " + e.rule(), e);
        } catch (RuntimeException | StackOverflowError e) {
            throw new DecodeException(what, reader.in.total(), "its format failed with " + e, e);
        }
        // An instance of a subclass could be read and applied here, but not be sent on.
        if (value == null || !type.classes().contains(classOf(value))) {
            throw reader.refuse(what, "its format returned " + (value == null ? "null" : value.getClass()));
        }
        if (reader.left() > 0) {
            throw reader.refuse(what, "its format left " + reader.left() + " bytes unread");
        }
        return value;
    }

    /** A constant of an enum with a body of its own has a class of its own, too. */
    private static Class<?> classOf(Object value) {
        return value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
    }
}

package io.crdt.codec;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.payload.BuiltInFormats;
import io.crdt.payload.Encoded;
import io.crdt.payload.ValueEncoder;
import io.crdt.payload.ValueFormat;
import io.crdt.replica.Payloads;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the values of an application – elements, keys, values – become bytes and come back.
 *
 * <p>Strings, numbers up to {@code BigInteger} and {@code BigDecimal} of 64 KiB, booleans, characters, {@code UUID},
 * {@code Instant}, {@code LocalDate}, {@code LocalDateTime}, {@code ZonedDateTime}, {@code Duration},
 * {@link io.crdt.payload.Bytes}, {@link io.crdt.payload.JsonValue}, and lists and optionals of these need nothing. Classes
 * of the application are {@linkplain Builder#register registered} with a number and a format, the same in every replica and
 * for ever. Arrays are refused since they are compared by identity; sets and maps, since they have no order that is the same
 * in every process.
 *
 * <p>Values come back equal. Any string does, even one with half a surrogate pair; of {@code NaN} there is one; a list
 * comes back immutable.
 *
 * <p>A codec is immutable and may be used by any number of threads, provided that the registered formats have no
 * state.
 */
public final class Codec implements ValueEncoder {

    /** The first number that a class of the application may have; those below are this library's. */
    public static final int FIRST_ID = BuiltInFormats.NUMBERS;

    /** The last number that a class of the application may have. */
    public static final int LAST_ID = 65_535;

    private static final Codec STANDARD = builder().build();

    private final UserTypes userTypes;

    private Codec(List<UserTypes.UserType> types) {
        userTypes = new UserTypes(types);
    }

    /** Returns the codec for values that need no registration. */
    public static Codec standard() {
        return STANDARD;
    }

    /** Starts with no class registered. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the bytes of a value.
     *
     * @throws IllegalArgumentException if a class in it is not registered, or it is larger than any value may be
     */
    public byte[] encode(Object value) {
        ValueWriter writer = writer(new WriterDictionary());
        writer.value(value);
        return writer.out.takeAll();
    }

    /**
     * Checks that the value can be encoded and that the bytes stand for it, to be asked before it becomes part of a state
     * that others have to be told. What a registered format writes is read back: it has to read all of it, to return
     * an equal value with the same {@code hashCode}, and to write the same bytes for that one.
     *
     * @return how many bytes it has
     * @throws IllegalArgumentException if it cannot be encoded or is not read back, with the reason and the remedy
     */
    @CanIgnoreReturnValue
    public long requireEncodable(Object value) {
        ValueWriter writer = new ValueWriter(userTypes, new WriterDictionary(), true);
        writer.value(value);
        return writer.out.available();
    }

    /**
     * Returns the value that the bytes stand for.
     *
     * @throws DecodeException if they stand for none
     */
    public Object decode(byte[] bytes) throws DecodeException {
        return CodecExceptions.read(reader(bytes, false), "the value", ValueReader::value);
    }

    /**
     * Returns the payload that the bytes stand for, as states hold it: values of the application, and those of classes that
     * are not registered here, are {@link Encoded} in it.
     *
     * @throws DecodeException if they stand for none
     */
    public Object decodePayload(byte[] bytes) throws DecodeException {
        return CodecExceptions.read(reader(bytes, true), "the value", ValueReader::value);
    }

    /** Tells whether a class of the application is registered here under the number. */
    public boolean isRegistered(int number) {
        return userTypes.isRegistered(number);
    }

    @Override
    public @Nullable Encoded encoded(Object value) {
        return userTypes.encoded(value, true, 0);
    }

    private ValueReader reader(byte[] bytes, boolean keepsBytes) {
        return new ValueReader(userTypes, new WireInput(bytes), new ReaderDictionary(), keepsBytes);
    }

    ValueWriter writer(WriterDictionary before) {
        return new ValueWriter(userTypes, before, false);
    }

    ValueReader reader(WireInput in, ReaderDictionary before) {
        return new ValueReader(userTypes, in, before, true);
    }

    /** Collects registrations. */
    public static final class Builder {

        private final List<UserTypes.UserType> types = new ArrayList<>();

        private Builder() {}

        /**
         * Registers the class of a format: immutable, and compared by {@code equals}, which goes with its {@code hashCode};
         * those of {@link Object} compare by identity, and are refused.
         *
         * @param id from {@link #FIRST_ID} to {@link #LAST_ID}, the same in every replica and for ever
         * @throws IllegalArgumentException if the number or the class is taken, or the class cannot be registered
         */
        @CanIgnoreReturnValue
        public Builder register(int id, ValueFormat<?> format) {
            Class<?> type = format.type();
            requireFree(id, type);
            requireConcrete(type);
            requireEquals(type);
            requireForeign(type);
            types.add(new UserTypes.UserType(id, format));
            return this;
        }

        /**
         * Registers an enum, whose constants go by their names.
         *
         * @param id from {@link #FIRST_ID} to {@link #LAST_ID}, the same in every replica and for ever
         * @throws IllegalArgumentException if the number or the class is taken
         */
        @CanIgnoreReturnValue
        public <E extends Enum<E>> Builder register(int id, Class<E> type) {
            requireFree(id, type);
            types.add(new UserTypes.UserType(id, new EnumFormat<>(type)));
            return this;
        }

        /**
         * Returns the codec for what has been registered.
         *
         * @throws IllegalArgumentException if a registered class consists of one that has no form
         */
        public Codec build() {
            types.forEach(type -> type.format().parts().forEach(part -> requireForm(type.type(), part)));
            return new Codec(types);
        }

        private void requireForm(Class<?> whole, Class<?> part) {
            if (!hasForm(part) && types.stream().noneMatch(type -> type.type() == part)) {
                throw new IllegalArgumentException("cannot build the codec: " + whole.getName() + " consists of "
                        + part.getName() + ", which is not registered; register it with a number of its own");
            }
        }

        private void requireFree(int id, Class<?> type) {
            if (id < FIRST_ID || id > LAST_ID) {
                throw new IllegalArgumentException("the id of " + type.getName() + " must be from " + FIRST_ID + " to "
                        + LAST_ID + ", but is " + id);
            }
            for (UserTypes.UserType taken : types) {
                if (taken.id() == id || taken.type() == type) {
                    throw new IllegalArgumentException("cannot register " + type.getName() + " with the id " + id + ": "
                            + taken.type().getName() + " is registered with the id " + taken.id());
                }
            }
        }

        private static void requireForeign(Class<?> type) {
            if (Payloads.TABLE.hasForm(type)) {
                throw new IllegalArgumentException(
                        "cannot register " + type.getName() + ": the codec has a form for it already");
            }
        }

        private static boolean hasForm(Class<?> type) {
            return Payloads.TABLE.hasForm(type) || BuiltInFormats.hasForm(type);
        }

        private static void requireConcrete(Class<?> type) {
            if (type.isPrimitive()
                    || type.isArray()
                    || type.isInterface()
                    || Modifier.isAbstract(type.getModifiers()) && !type.isEnum()) {
                throw new IllegalArgumentException("cannot register " + type.getName()
                        + ": values are looked up by their own class, so it must be a class that has instances, and no"
                        + " array");
            }
        }

        /** What is compared by identity equals nothing that comes over a network or from a disk. */
        private static void requireEquals(Class<?> type) {
            if (isOfObject(type, "equals", Object.class) || isOfObject(type, "hashCode")) {
                throw new IllegalArgumentException("cannot register " + type.getName()
                        + ": it inherits equals or hashCode from Object, which compare by identity, so that a value would"
                        + " not equal itself after it was sent or saved; make it a record, or write both");
            }
        }

        private static boolean isOfObject(Class<?> type, String method, Class<?>... parameters) {
            try {
                return type.getMethod(method, parameters).getDeclaringClass() == Object.class;
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException("every class has the method " + method, e);
            }
        }
    }
}

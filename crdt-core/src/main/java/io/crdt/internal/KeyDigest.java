package io.crdt.internal;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tells keys of one hash code apart: 64 bits of the SHA-256 of what a key consists of.
 *
 * <p>Anybody can make thousands of texts, numbers or dots of one hash code, but finding many keys of one digest takes about
 * 2<sup>64</sup> attempts, also for those who know the algorithm. So it needs no secret, and maps are the same in each
 * process. It is slow, which does not matter: without malice, two of a million keys seldom have one hash code.
 *
 * <p>Equal keys have equal digests. That holds for the classes known here, for lists, sets and maps by their contract, and
 * for records that are equal by their components: those whose {@code equals} is final, as the compiler makes it. A record
 * with an {@code equals} of its own is recognized by the missing {@code final}. Classes of this library that are no records
 * say what they are equal by ({@link KeyContent}). Of all other objects only the hash code counts, so keys of one hash code
 * still share a bucket. A peer cannot send such objects: what arrives holds values of the application as bytes.
 *
 * <p>This asks for classes although payloads have a table of kinds: the maps here are what that table stands on, and most of
 * their keys, such as dots, paths and objects, are no payloads. That no kind is forgotten here is tested.
 */
final class KeyDigest {

    private static final int BUFFER_BYTES = 128;
    private static final Field[] NOT_BY_COMPONENTS = new Field[0];
    private static final ClassValue<Field[]> COMPONENTS = new ClassValue<>() {
        @Override
        protected Field[] computeValue(Class<?> type) {
            return componentsOf(type);
        }
    };

    private final MessageDigest sha;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

    private KeyDigest() {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256, but this one does not", e);
        }
    }

    static long of(Object key) {
        KeyDigest digest = new KeyDigest();
        digest.add(key);
        digest.flush();
        return ByteBuffer.wrap(digest.sha.digest()).getLong();
    }

    private void add(@Nullable Object part) {
        if (part == null) {
            tag('0');
        } else if (part instanceof String text) {
            text(text);
        } else if (part instanceof Number number) {
            number(number);
        } else if (part instanceof Character || part instanceof Boolean) {
            number('c', part.hashCode());
        } else if (part instanceof Enum<?> constant) {
            text(constant.name());
        } else if (part instanceof UUID uuid) {
            number('u', uuid.getMostSignificantBits());
            number('u', uuid.getLeastSignificantBits());
        } else if (part instanceof KeyContent key) {
            add(key.keyContent());
        } else if (part instanceof ByteBuffer content) {
            number('y', content.remaining());
            flush();
            sha.update(content.duplicate());
        } else if (part instanceof Optional<?> optional) {
            tag('o');
            add(optional.orElse(null));
        } else if (part instanceof List<?> list) {
            number('l', list.size());
            list.forEach(this::add);
        } else if (part instanceof Set<?> set) {
            unordered('s', set);
        } else if (part instanceof Map<?, ?> map) {
            unordered('m', map.entrySet());
        } else if (part instanceof Map.Entry<?, ?> entry) {
            tag('e');
            add(entry.getKey());
            add(entry.getValue());
        } else if (part.getClass().getPackageName().equals("java.time")) {
            text(part.toString());
        } else {
            components(part);
        }
    }

    private void number(Number number) {
        if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
            number('i', number.longValue());
        } else if (number instanceof Double) {
            number('d', Double.doubleToLongBits(number.doubleValue()));
        } else if (number instanceof Float) {
            number('f', Float.floatToIntBits(number.floatValue()));
        } else if (number.getClass() == BigInteger.class) {
            bytes(((BigInteger) number).toByteArray());
        } else if (number.getClass() == BigDecimal.class) {
            BigDecimal decimal = (BigDecimal) number;
            number('b', decimal.scale());
            bytes(decimal.unscaledValue().toByteArray());
        } else {
            components(number);
        }
    }

    private void components(Object whole) {
        Field[] components = COMPONENTS.get(whole.getClass());
        if (components == NOT_BY_COMPONENTS) {
            number('h', whole.hashCode());
            return;
        }
        number('r', components.length);
        for (Field component : components) {
            try {
                add(component.get(whole));
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("cannot read " + component + ", which was made accessible", e);
            }
        }
    }

    private static Field[] componentsOf(Class<?> type) {
        try {
            if (!type.isRecord()
                    || !Modifier.isFinal(type.getMethod("equals", Object.class).getModifiers())) {
                return NOT_BY_COMPONENTS;
            }
            RecordComponent[] components = type.getRecordComponents();
            Field[] fields = new Field[components.length];
            for (int i = 0; i < fields.length; i++) {
                fields[i] = type.getDeclaredField(components[i].getName());
                fields[i].setAccessible(true);
            }
            return fields.length == 0 ? NOT_BY_COMPONENTS : fields;
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            return NOT_BY_COMPONENTS; // a module that keeps its classes closed
        }
    }

    private void unordered(char tag, Collection<?> parts) {
        long[] digests =
                parts.stream().mapToLong(KeyDigest::ofNullable).sorted().toArray();
        number(tag, digests.length);
        for (long digest : digests) {
            number(tag, digest);
        }
    }

    private static long ofNullable(@Nullable Object part) {
        return part == null ? 0 : of(part);
    }

    /** Takes the text character by character, because an encoding would make one of all broken surrogates. */
    private void text(String text) {
        number('t', text.length());
        for (int i = 0; i < text.length(); i++) {
            room(Character.BYTES).putChar(text.charAt(i));
        }
    }

    private void bytes(byte[] bytes) {
        number('y', bytes.length);
        flush();
        sha.update(bytes);
    }

    private void number(char tag, long number) {
        tag(tag);
        room(Long.BYTES).putLong(number);
    }

    private void tag(char tag) {
        room(1).put((byte) tag);
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            flush();
        }
        return buffer;
    }

    private void flush() {
        sha.update(buffer.flip());
        buffer.clear();
    }
}

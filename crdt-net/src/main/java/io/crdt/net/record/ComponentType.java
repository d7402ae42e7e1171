package io.crdt.net.record;

import io.crdt.payload.PayloadOutput;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a component may hold, as its declaration says. Bytes may claim anything, so each value that is read is checked down
 * to the last element of its lists before it becomes part of a record.
 */
sealed interface ComponentType {

    /**
     * Returns what is written for a value: sets and maps become lists in the order of their elements' bytes.
     *
     * @throws IllegalArgumentException if it is null, or holds null or anything of another class
     */
    Object written(@Nullable Object value, PayloadOutput out);

    /**
     * Returns the value that was written.
     *
     * @throws IllegalArgumentException if it is none of this type
     */
    Object read(Object written);

    /** Tells whether the value is one of this type. */
    boolean admits(@Nullable Object value);

    /** Passes the classes that the values consist of. */
    void forEachClass(Consumer<Class<?>> action);

    /**
     * Returns the type of a component.
     *
     * @throws IllegalArgumentException if values of it cannot be written, with what to use instead
     */
    static ComponentType of(Type type) {
        if (type instanceof Class<?> plain) {
            return new Plain(plain);
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
            Type[] arguments = generic.getActualTypeArguments();
            if (raw == List.class) {
                return new ListOf(of(arguments[0]));
            }
            if (raw == Optional.class) {
                return new OptionalOf(of(arguments[0]));
            }
            if (raw == Set.class) {
                return new SetOf(of(arguments[0]));
            }
            if (raw == Map.class) {
                return new MapOf(of(arguments[0]), of(arguments[1]));
            }
        }
        throw new IllegalArgumentException(type.getTypeName()
                + " is not supported: use a class, or a List, Set, Map or Optional of such, without wildcards");
    }

    private static IllegalArgumentException mismatch(ComponentType type, @Nullable Object value) {
        return value == null
                ? new IllegalArgumentException("must be " + type + ", but is or holds null; use an Optional")
                : new IllegalArgumentException("must be " + type + ", but is or holds a "
                        + value.getClass().getName());
    }

    private static <T> T require(ComponentType type, Class<T> of, @Nullable Object value) {
        if (!of.isInstance(value)) {
            throw mismatch(type, value);
        }
        return of.cast(value);
    }

    /** Values of one class, or of the classes that a sealed interface permits. */
    record Plain(Class<?> type) implements ComponentType {

        public Plain(Class<?> type) {
            this.type = MethodType.methodType(type).wrap().returnType();
            if (type.isArray()) {
                throw new IllegalArgumentException(type.getTypeName()
                        + " is not supported: a record compares arrays by identity; use a List, or Bytes for bytes");
            }
            boolean isOpen = type.isInterface() || type == Object.class || type == Number.class;
            if (isOpen && !type.isSealed() || type.getTypeParameters().length > 0) {
                throw new IllegalArgumentException(type.getTypeName()
                        + " is not supported: which classes its values have is not known; use a class, a sealed"
                        + " interface, or a List, Set, Map or Optional with its type");
            }
        }

        @Override
        public Object written(@Nullable Object value, PayloadOutput out) {
            return require(this, type, value);
        }

        @Override
        public Object read(Object written) {
            return require(this, type, written);
        }

        @Override
        public boolean admits(@Nullable Object value) {
            return type.isInstance(value);
        }

        @Override
        public void forEachClass(Consumer<Class<?>> action) {
            forEachPermitted(type, action);
        }

        private static void forEachPermitted(Class<?> type, Consumer<Class<?>> action) {
            if (type.isInterface()) {
                for (Class<?> permitted : type.getPermittedSubclasses()) {
                    forEachPermitted(permitted, action);
                }
            } else {
                action.accept(type);
            }
        }

        @Override
        public String toString() {
            return "a " + type.getSimpleName();
        }
    }

    /** Lists of values of one type. */
    record ListOf(ComponentType element) implements ComponentType {

        @Override
        public Object written(@Nullable Object value, PayloadOutput out) {
            List<Object> elements = new ArrayList<>();
            for (Object each : require(this, List.class, value)) {
                elements.add(element.written(each, out));
            }
            return elements;
        }

        @Override
        public Object read(Object written) {
            List<Object> elements = new ArrayList<>();
            for (Object each : require(this, List.class, written)) {
                elements.add(element.read(each));
            }
            return List.copyOf(elements);
        }

        @Override
        public boolean admits(@Nullable Object value) {
            return value instanceof List<?> list && list.stream().allMatch(element::admits);
        }

        @Override
        public void forEachClass(Consumer<Class<?>> action) {
            element.forEachClass(action);
        }

        @Override
        public String toString() {
            return "a list, each element " + element;
        }
    }

    /** A value of one type, or none. */
    record OptionalOf(ComponentType element) implements ComponentType {

        @Override
        public Object written(@Nullable Object value, PayloadOutput out) {
            Optional<?> optional = require(this, Optional.class, value);
            return optional.isEmpty() ? optional : Optional.of(element.written(optional.get(), out));
        }

        @Override
        public Object read(Object written) {
            Optional<?> optional = require(this, Optional.class, written);
            return optional.isEmpty() ? optional : Optional.of(element.read(optional.get()));
        }

        @Override
        public boolean admits(@Nullable Object value) {
            return value instanceof Optional<?> optional && optional.stream().allMatch(element::admits);
        }

        @Override
        public void forEachClass(Consumer<Class<?>> action) {
            element.forEachClass(action);
        }

        @Override
        public String toString() {
            return "an optional, its value " + element;
        }
    }

    /** Sets of values of one type. */
    record SetOf(ComponentType element) implements ComponentType {

        @Override
        public Object written(@Nullable Object value, PayloadOutput out) {
            List<Object> elements = new ArrayList<>();
            for (Object each : require(this, Set.class, value)) {
                elements.add(element.written(each, out));
            }
            return out.inOrderOfBytes(elements);
        }

        @Override
        public Object read(Object written) {
            Set<Object> elements = new LinkedHashSet<>();
            for (Object each : require(this, List.class, written)) {
                if (!elements.add(element.read(each))) {
                    throw new IllegalArgumentException("must be " + this + ", but holds an element twice");
                }
            }
            return Set.copyOf(elements);
        }

        @Override
        public boolean admits(@Nullable Object value) {
            return value instanceof Set<?> set && set.stream().allMatch(element::admits);
        }

        @Override
        public void forEachClass(Consumer<Class<?>> action) {
            element.forEachClass(action);
        }

        @Override
        public String toString() {
            return "a set, each element " + element;
        }
    }

    /** Maps from values of one type to such of another. */
    record MapOf(ComponentType key, ComponentType value) implements ComponentType {

        @Override
        public Object written(@Nullable Object map, PayloadOutput out) {
            Map<Object, Object> values = new LinkedHashMap<>();
            for (Map.Entry<?, ?> each : ((Map<?, ?>) require(this, Map.class, map)).entrySet()) {
                values.put(key.written(each.getKey(), out), value.written(each.getValue(), out));
            }
            List<Object> pairs = new ArrayList<>();
            for (Object each : out.inOrderOfBytes(values.keySet())) {
                pairs.add(each);
                pairs.add(Objects.requireNonNull(values.get(each)));
            }
            return pairs;
        }

        @Override
        public Object read(Object written) {
            List<?> pairs = require(this, List.class, written);
            if (pairs.size() % 2 != 0) {
                throw new IllegalArgumentException("must be " + this + ", but its last key has no value");
            }
            Map<Object, Object> values = new LinkedHashMap<>();
            for (int i = 0; i < pairs.size(); i += 2) {
                if (values.put(key.read(pairs.get(i)), value.read(pairs.get(i + 1))) != null) {
                    throw new IllegalArgumentException("must be " + this + ", but holds a key twice");
                }
            }
            return Map.copyOf(values);
        }

        @Override
        public boolean admits(@Nullable Object map) {
            return map instanceof Map<?, ?> pairs
                    && pairs.keySet().stream().allMatch(key::admits)
                    && pairs.values().stream().allMatch(value::admits);
        }

        @Override
        public void forEachClass(Consumer<Class<?>> action) {
            key.forEachClass(action);
            value.forEachClass(action);
        }

        @Override
        public String toString() {
            return "a map, each key " + key + ", each value " + value;
        }
    }
}

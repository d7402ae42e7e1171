package io.crdt.net.record;

import io.crdt.payload.PayloadInput;
import io.crdt.payload.PayloadOutput;
import io.crdt.payload.ValueFormat;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Records as values, by the names of their components: {@code register(16, RecordFormat.of(Bid.class))}. A component may be
 * of any class that the codec has a form for – another registered record, an enum, an {@code Instant}, {@code Bytes} – or a
 * {@code List}, {@code Set}, {@code Map} or {@code Optional} of such. It is never null.
 *
 * <p>A record may gain components, {@linkplain #since each with a default}. Bytes from before get the default; builds from
 * before leave out what they do not know, and keep and pass on the bytes as they are. A component that has its default is
 * not written, so a value that says nothing new has the same bytes in both builds, and is the same element of a set or key
 * of a map. The order of the components does not matter; a name is for ever.
 *
 * @param <R> the record
 */
public final class RecordFormat<R extends Record> implements ValueFormat<R> {

    /** A component; its place is that among the arguments of the constructor. */
    private record Component(String name, int place, ComponentType type, Method accessor) {}

    private final Class<R> type;
    private final Constructor<R> constructor;

    /** In the order of their names. */
    private final List<Component> components;

    private final Map<String, Object> defaults;

    private RecordFormat(
            Class<R> type, Constructor<R> constructor, List<Component> components, Map<String, Object> defaults) {
        this.type = type;
        this.constructor = constructor;
        this.components = components;
        this.defaults = defaults;
    }

    /**
     * Returns the format of a record none of whose components has a default.
     *
     * @throws IllegalArgumentException if a component is of a type that cannot be written, or the record is in a package
     *     that its module does not open
     */
    public static <R extends Record> RecordFormat<R> of(Class<R> type) {
        RecordComponent[] declared = type.getRecordComponents();
        List<Component> components = new ArrayList<>();
        Class<?>[] types = new Class<?>[declared.length];
        for (int i = 0; i < declared.length; i++) {
            types[i] = declared[i].getType();
            components.add(component(type, declared[i], i));
        }
        components.sort(Comparator.comparing(Component::name));
        try {
            Constructor<R> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return new RecordFormat<>(type, constructor, List.copyOf(components), Map.of());
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every record has the constructor of its components", e);
        } catch (InaccessibleObjectException e) {
            throw closed(type, e);
        }
    }

    private static Component component(Class<?> type, RecordComponent declared, int place) {
        try {
            Method accessor = declared.getAccessor();
            accessor.setAccessible(true);
            return new Component(declared.getName(), place, ComponentType.of(declared.getGenericType()), accessor);
        } catch (InaccessibleObjectException e) {
            throw closed(type, e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "cannot register the record " + type.getName() + ": the type of its component " + declared.getName()
                            + ", " + e.getMessage(),
                    e);
        }
    }

    private static IllegalArgumentException closed(Class<?> type, InaccessibleObjectException e) {
        return new IllegalArgumentException(
                "cannot register the record " + type.getName() + ": its module keeps it closed; let it open "
                        + type.getPackageName() + " to io.crdt.net",
                e);
    }

    /**
     * Returns the format with a component that the record has gained: bytes that do not name it stand for this value. The
     * default is for ever.
     *
     * @throws IllegalArgumentException if there is no such component, or the value is none that it can have
     */
    public RecordFormat<R> since(String component, Object value) {
        Component gained = components.stream()
                .filter(each -> each.name().equals(component))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the record " + type.getName() + " has no component "
                        + component + " that could have a default"));
        if (!gained.type().admits(value)) {
            throw new IllegalArgumentException("the default of the component " + component + " of " + type.getName()
                    + " must be " + gained.type() + ", but is " + value);
        }
        Map<String, Object> more = new HashMap<>(defaults);
        more.put(component, value);
        return new RecordFormat<>(type, constructor, components, Map.copyOf(more));
    }

    @Override
    public Class<R> type() {
        return type;
    }

    @Override
    public Set<Class<?>> parts() {
        Set<Class<?>> parts = new LinkedHashSet<>();
        components.forEach(component -> component.type().forEachClass(parts::add));
        return parts;
    }

    @Override
    public void write(R value, PayloadOutput out) {
        @Nullable Object[] written = new @Nullable Object[components.size()];
        int count = 0;
        for (int i = 0; i < written.length; i++) {
            Component component = components.get(i);
            Object held = held(component, value);
            if (held == null || !held.equals(defaults.get(component.name()))) {
                written[i] = written(component, held, out);
                count++;
            }
        }
        out.unsigned(count);
        out.enter();
        for (int i = 0; i < written.length; i++) {
            if (written[i] != null) {
                out.string(components.get(i).name());
                out.value(written[i]);
            }
        }
        out.leave();
    }

    private static Object written(Component component, @Nullable Object held, PayloadOutput out) {
        try {
            return component.type().written(held, out);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("its component " + component.name() + " " + e.getMessage(), e);
        }
    }

    private static @Nullable Object held(Component component, Object value) {
        try {
            return component.accessor().invoke(value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("cannot call " + component.accessor() + ", which was made accessible", e);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "the accessor of its component " + component.name() + " failed with " + e.getCause(), e);
        }
    }

    @Override
    public <E extends Exception> R read(PayloadInput<E> in) throws E {
        Map<String, Object> read = new HashMap<>();
        String last = "";
        in.enter();
        for (int left = in.count("components of " + type.getName(), 2); left > 0; left--) {
            String name = in.string("the name of a component of " + type.getName());
            if (name.compareTo(last) <= 0) {
                throw in.refuse("the component " + name + " of " + type.getName(), "it comes after " + last);
            }
            last = name;
            Component component = named(name);
            if (component == null) {
                in.skipValue();
            } else {
                read.put(name, read(component, in));
            }
        }
        in.leave();
        return made(read, in);
    }

    private @Nullable Component named(String name) {
        for (Component component : components) {
            if (component.name().equals(name)) {
                return component;
            }
        }
        return null;
    }

    private <E extends Exception> Object read(Component component, PayloadInput<E> in) throws E {
        Object written = in.value();
        try {
            return component.type().read(written);
        } catch (IllegalArgumentException e) {
            throw in.refuse("the component " + component.name() + " of " + type.getName(), "it " + e.getMessage());
        }
    }

    private <E extends Exception> R made(Map<String, Object> read, PayloadInput<E> in) throws E {
        Object[] arguments = new Object[components.size()];
        for (Component component : components) {
            Object value = read.get(component.name());
            value = value == null ? defaults.get(component.name()) : value;
            if (value == null) {
                throw in.refuse(
                        "the component " + component.name() + " of " + type.getName(),
                        "the bytes do not name it, and it has no default; give it one with since");
            }
            arguments[component.place()] = value;
        }
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw in.refuse("a value of " + type.getName(), "its constructor failed with " + e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot call " + constructor + ", which was made accessible", e);
        }
    }

    @Override
    public String toString() {
        return type.getSimpleName()
                + Arrays.toString(components.stream().map(Component::name).toArray());
    }
}

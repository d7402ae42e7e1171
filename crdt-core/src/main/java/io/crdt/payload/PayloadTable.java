package io.crdt.payload;

import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of payloads, by class and by number. It is immutable.
 *
 * <p>Values of other classes are the application's: a codec knows those that were registered with it.
 */
public final class PayloadTable {

    /** The kinds that this library has forms for, but for those of packages that stand on this one. */
    public static final PayloadTable BUILT_IN = new PayloadTable(BuiltInKinds.ALL);

    private static final int NUMBERS = 256;
    private static final long UNKNOWN = 5;

    private final List<PayloadKind<?>> kinds;
    private final Map<Class<?>, PayloadKind<?>> byClass = new HashMap<>();
    private final List<PayloadKind<?>> ofInterfaces = new ArrayList<>();
    private final @Nullable PayloadKind<?>[] byNumber;
    private final ToLongFunction<Object> hashOfPart = this::hash;

    private PayloadTable(List<PayloadKind<?>> kinds) {
        byNumber = new PayloadKind<?>[NUMBERS];
        this.kinds = List.copyOf(kinds);
        this.kinds.forEach(this::add);
    }

    private void add(PayloadKind<?> kind) {
        PayloadKind<?> taken = byClass.put(kind.type(), kind);
        for (int number : kind.numbers()) {
            taken = taken == null ? byNumber[number] : taken;
            byNumber[number] = kind;
        }
        if (taken != null) {
            throw new IllegalArgumentException("the kind " + kind + " has a class or number of the kind " + taken);
        }
        if (kind.type().isInterface()) {
            ofInterfaces.add(kind);
        }
    }

    /**
     * Returns a table with one more kind, for packages of the library whose classes this one cannot know. An application
     * brings its classes by a {@link ValueFormat}: replicas that do not know these keep their bytes.
     *
     * @throws IllegalArgumentException if its class or one of its numbers is taken
     */
    public PayloadTable with(PayloadKind<?> kind) {
        List<PayloadKind<?>> more = new ArrayList<>(kinds);
        more.add(kind);
        return new PayloadTable(more);
    }

    /** Returns all kinds. */
    public List<PayloadKind<?>> kinds() {
        return kinds;
    }

    /** Returns the kind that is meant for exactly the class of the value, or null. */
    @SuppressWarnings("unchecked") // it is of the class of the value
    public @Nullable PayloadKind<Object> ofClassOf(Object value) {
        return (PayloadKind<Object>) byClass.get(value.getClass());
    }

    /** Returns the kind that is meant for an interface that the value implements, or null. */
    @SuppressWarnings("unchecked") // the value is an instance
    public @Nullable PayloadKind<Object> ofInterfaceOf(Object value) {
        for (PayloadKind<?> kind : ofInterfaces) {
            if (kind.type().isInstance(value)) {
                return (PayloadKind<Object>) kind;
            }
        }
        return null;
    }

    /** Tells whether values of exactly that class are of a kind. */
    public boolean hasForm(Class<?> type) {
        return byClass.containsKey(type);
    }

    /** Returns the kind whose values begin with that byte, or null. */
    public @Nullable PayloadKind<?> numbered(int number) {
        return byNumber[number];
    }

    /** Returns the kind of the value, or null if it is of no kind. Who asks several questions about a value asks this once. */
    public @Nullable PayloadKind<Object> kindOf(Object value) {
        PayloadKind<Object> kind = ofClassOf(value);
        return kind != null ? kind : ofInterfaceOf(value);
    }

    /**
     * Returns a hash of the value that is the same in every process. Values that are of no kind hash by the little that no
     * two processes can disagree on: enums by name, dates of the JDK and values with a built-in format by their text,
     * records by their components, and all others alike.
     */
    public long hash(Object value) {
        return hash(value, kindOf(value));
    }

    /** Returns the {@link #hash(Object)} of a value whose {@link #kindOf} the caller has looked up. */
    public long hash(Object value, @Nullable PayloadKind<Object> kind) {
        if (kind != null) {
            return kind.hash(value, hashOfPart);
        }
        if (value instanceof Enum<?> constant) {
            return PayloadHash.of(constant.name());
        }
        if (value instanceof Temporal || BuiltInFormats.hasForm(value.getClass())) {
            return PayloadHash.of(value.toString());
        }
        return value instanceof Record ? ofComponents(value) : UNKNOWN;
    }

    /** A record with an equals of its own may equal one with other components; the one that the compiler makes is final. */
    private long ofComponents(Object whole) {
        long hash = UNKNOWN;
        try {
            if (!Modifier.isFinal(
                    whole.getClass().getMethod("equals", Object.class).getModifiers())) {
                return UNKNOWN;
            }
            for (RecordComponent component : whole.getClass().getRecordComponents()) {
                component.getAccessor().setAccessible(true);
                Object part = component.getAccessor().invoke(whole);
                hash = PayloadHash.combine(hash, part == null ? 0 : hash(part));
            }
            return hash;
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            return UNKNOWN; // a module that keeps its classes closed, or an accessor that fails
        }
    }

    /** Returns the packed time that the value carries, or {@link PayloadKind#NO_TIME}. */
    public long time(Object value) {
        PayloadKind<Object> kind = ofClassOf(value);
        return kind == null ? PayloadKind.NO_TIME : kind.time(value);
    }

    /** Returns what readers are shown of the value. */
    public Object shown(Object value) {
        PayloadKind<Object> kind = ofClassOf(value);
        return kind == null ? value : kind.shown(value);
    }

    /** Returns the value with the bytes of what is of the application in its place. */
    public Object encoded(Object value, ValueEncoder encoder) {
        PayloadKind<Object> kind = ofClassOf(value);
        if (kind == null) {
            Encoded bytes = encoder.encoded(value);
            if (bytes != null) {
                return bytes;
            }
            kind = ofInterfaceOf(value);
        }
        return kind instanceof PayloadKind.OfParts<Object> whole
                ? whole.map(value, part -> encoded(part, encoder))
                : value;
    }
}

package io.crdt.net.options;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import java.util.function.ObjLongConsumer;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a class of options: each stands here once, and that is how it is read, written and copied.
 *
 * @param <O> the class of options
 */
final class JsonFields<O> {

    private interface Getter<O> {
        @Nullable
        Object get(O options);
    }

    private record Field<O>(boolean optional, Getter<O> get, BiConsumer<O, @Nullable Object> set) {}

    private final Map<String, Field<O>> fields = new LinkedHashMap<>();

    private JsonFields<O> with(String name, Getter<O> get, BiConsumer<O, @Nullable Object> set) {
        fields.put(name, new Field<>(false, get, set));
        return this;
    }

    private JsonFields<O> withOptional(String name, Getter<O> get, BiConsumer<O, @Nullable Object> set) {
        fields.put(name, new Field<>(true, get, set));
        return this;
    }

    JsonFields<O> text(String name, Function<O, String> get, BiConsumer<O, String> set) {
        return with(name, get::apply, (options, value) -> set.accept(options, text(name, value)));
    }

    JsonFields<O> optionalText(String name, Function<O, @Nullable String> get, BiConsumer<O, String> set) {
        return withOptional(name, get::apply, (options, value) -> set.accept(options, text(name, value)));
    }

    JsonFields<O> texts(String name, Function<O, Collection<String>> get, BiConsumer<O, List<String>> set) {
        return with(
                name,
                options -> array(get.apply(options)),
                (options, value) -> set.accept(options, texts(name, value)));
    }

    JsonFields<O> optionalTexts(
            String name, Function<O, @Nullable Collection<String>> get, BiConsumer<O, List<String>> set) {
        return withOptional(
                name,
                options -> array(get.apply(options)),
                (options, value) -> set.accept(options, texts(name, value)));
    }

    JsonFields<O> flag(String name, Function<O, Boolean> get, BiConsumer<O, Boolean> set) {
        return with(name, get::apply, (options, value) -> set.accept(options, flag(name, value)));
    }

    JsonFields<O> optionalFlag(String name, Function<O, @Nullable Boolean> get, BiConsumer<O, Boolean> set) {
        return withOptional(name, get::apply, (options, value) -> set.accept(options, flag(name, value)));
    }

    JsonFields<O> number(String name, ToIntFunction<O> get, ObjIntConsumer<O> set) {
        return with(
                name,
                get::applyAsInt,
                (options, value) -> set.accept(options, (int) number(name, value, Integer.MAX_VALUE)));
    }

    JsonFields<O> millis(String name, ToLongFunction<O> get, ObjLongConsumer<O> set) {
        return with(
                name, get::applyAsLong, (options, value) -> set.accept(options, number(name, value, Long.MAX_VALUE)));
    }

    JsonFields<O> optionalObject(String name, Function<O, @Nullable JsonObject> get, BiConsumer<O, JsonObject> set) {
        return withOptional(name, get::apply, (options, value) -> {
            if (!(value instanceof JsonObject object)) {
                throw new IllegalArgumentException(name + " must be an object, but is " + value);
            }
            set.accept(options, object);
        });
    }

    /**
     * Sets what is in the JSON; what is not there stays.
     *
     * @throws IllegalArgumentException if there is a field that does not exist, or a value that it cannot have
     */
    void read(O options, JsonObject json) {
        for (String name : json.fieldNames()) {
            if (!fields.containsKey(name)) {
                throw new IllegalArgumentException("there is no option \"" + name + "\"; there are " + fields.keySet());
            }
        }
        fields.forEach((name, field) -> {
            Object value = json.getValue(name);
            if (json.containsKey(name) && !(field.optional() && value == null)) {
                field.set().accept(options, value);
            }
        });
    }

    JsonObject write(O options) {
        JsonObject json = new JsonObject();
        fields.forEach((name, field) -> json.put(name, field.get().get(options)));
        return json;
    }

    private static String text(String name, @Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(name + " must be a text, but is " + value);
    }

    private static boolean flag(String name, @Nullable Object value) {
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw new IllegalArgumentException(name + " must be true or false, but is " + value);
    }

    private static List<String> texts(String name, @Nullable Object value) {
        if (value instanceof JsonArray values) {
            return values.stream().map(each -> text("each of " + name, each)).toList();
        }
        throw new IllegalArgumentException(name + " must be a list of texts, but is " + value);
    }

    private static @Nullable JsonArray array(@Nullable Collection<String> texts) {
        return texts == null ? null : new JsonArray(new ArrayList<>(texts));
    }

    private static long number(String name, @Nullable Object value, long most) {
        if (value instanceof Long || value instanceof Integer) {
            long number = ((Number) value).longValue();
            if (number <= most && number >= -most) {
                return number;
            }
        }
        throw new IllegalArgumentException(name + " must be a whole number up to " + most + ", but is " + value);
    }

    /** Returns the value if it is in range. */
    static long requireAtLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", but is " + value);
        }
        return value;
    }
}

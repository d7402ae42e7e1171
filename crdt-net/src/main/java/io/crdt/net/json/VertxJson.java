package io.crdt.net.json;

import io.crdt.payload.JsonValue;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Converts between the JSON of Vert.x, which can be changed, and {@link JsonValue}, which cannot and therefore may be an
 * element, a key or a value of a replicated object.
 *
 * <p>What goes there and back is equal, but for a {@code Float}, which comes back as the {@code Double} of its digits.
 * Numbers are exact: one comes back as an {@code Integer}, {@code Long} or {@code Double} if that is precisely it, else as a
 * {@code BigDecimal}. But Vert.x parses a number with a fraction as a {@code Double}, so digits beyond that are lost before
 * they get here. A negative zero becomes zero, and the members of an object come in the order of their names.
 *
 * <p>Values nest at most {@value #MAX_DEPTH} deep; the codec takes as many levels in all, those around a value included.
 */
public final class VertxJson {

    /** How many arrays and objects may be within one another. */
    public static final int MAX_DEPTH = 32;

    /** A {@code long} has no more. */
    private static final int DIGITS_OF_LONG = 19;

    /**
     * Where something is in the whole; the text of it is made only for a message.
     *
     * @param above null for the whole itself
     */
    private record Place(@Nullable Place above, Object step, int depth) {

        static final Place WHOLE = new Place(null, "", 0);

        Place member(Object name) {
            return new Place(this, "." + name, depth + 1);
        }

        Place element(int index) {
            return new Place(this, "[" + index + "]", depth + 1);
        }

        IllegalArgumentException refuse(String rule) {
            StringBuilder path = new StringBuilder();
            for (Place at = this; at.above != null; at = at.above) {
                path.insert(0, at.step);
            }
            return new IllegalArgumentException("cannot convert the JSON at $" + path + ": " + rule);
        }
    }

    private VertxJson() {}

    /**
     * Returns a copy of the object that never changes.
     *
     * @throws IllegalArgumentException if it holds something that is not of JSON, such as an {@code Instant}, a buffer or
     *     NaN, or nests too deep; the message says where
     */
    public static JsonValue valueOf(JsonObject object) {
        return read(object, Place.WHOLE);
    }

    /**
     * Returns a copy of the array that never changes.
     *
     * @throws IllegalArgumentException as for an object
     */
    public static JsonValue valueOf(JsonArray array) {
        return read(array, Place.WHOLE);
    }

    /**
     * Returns the value as a new object of Vert.x, which the caller may change.
     *
     * @throws IllegalArgumentException if it is no object, or nests too deep
     */
    public static JsonObject objectOf(JsonValue value) {
        if (write(value, Place.WHOLE) instanceof JsonObject object) {
            return object;
        }
        throw Place.WHOLE.refuse(
                "an object was expected, but it is a " + value.getClass().getSimpleName());
    }

    /**
     * Returns the value as a new array of Vert.x, which the caller may change.
     *
     * @throws IllegalArgumentException if it is no array, or nests too deep
     */
    public static JsonArray arrayOf(JsonValue value) {
        if (write(value, Place.WHOLE) instanceof JsonArray array) {
            return array;
        }
        throw Place.WHOLE.refuse(
                "an array was expected, but it is a " + value.getClass().getSimpleName());
    }

    private static JsonValue read(@Nullable Object json, Place at) {
        if (json == null) {
            return JsonValue.NULL;
        } else if (json instanceof Boolean bool) {
            return new JsonValue.Bool(bool);
        } else if (json instanceof Number number) {
            return new JsonValue.Num(decimal(number, at));
        } else if (json instanceof String text) {
            return new JsonValue.Str(text);
        } else if (json instanceof JsonObject object) {
            return read(object.getMap(), at);
        } else if (json instanceof JsonArray array) {
            return read(array.getList(), at);
        } else if (json instanceof List<?> list) {
            return array(list, at);
        } else if (json instanceof Map<?, ?> map) {
            return object(map, at);
        }
        throw at.refuse("a " + json.getClass().getName() + " is no value of JSON; put in its text or number instead");
    }

    private static JsonValue array(List<?> list, Place at) {
        requireDepth(at);
        List<JsonValue> values = new ArrayList<>(list.size());
        for (Object each : list) {
            values.add(read(each, at.element(values.size())));
        }
        return new JsonValue.Arr(values);
    }

    private static JsonValue object(Map<?, ?> map, Place at) {
        requireDepth(at);
        Map<String, JsonValue> members = new LinkedHashMap<>();
        map.forEach((name, member) -> {
            if (!(name instanceof String text)) {
                throw at.refuse("the name of a member must be a string, but one is " + name);
            }
            members.put(text, read(member, at.member(text)));
        });
        return new JsonValue.Obj(members);
    }

    private static void requireDepth(Place at) {
        if (at.depth >= MAX_DEPTH) {
            throw at.refuse("arrays and objects nest at most " + MAX_DEPTH + " deep");
        }
    }

    private static BigDecimal decimal(Number number, Place at) {
        if (number instanceof Integer || number instanceof Long || number instanceof Short || number instanceof Byte) {
            return BigDecimal.valueOf(number.longValue());
        } else if (number instanceof Double || number instanceof Float) {
            if (!Double.isFinite(number.doubleValue())) {
                throw at.refuse("JSON has no " + number);
            }
            return new BigDecimal(number.toString());
        } else if (number.getClass() == BigDecimal.class) {
            return (BigDecimal) number;
        } else if (number.getClass() == BigInteger.class) {
            return new BigDecimal((BigInteger) number);
        }
        throw at.refuse("a " + number.getClass().getName() + " is no number of JSON");
    }

    private static @Nullable Object write(JsonValue value, Place at) {
        if (value instanceof JsonValue.Bool bool) {
            return bool.value();
        } else if (value instanceof JsonValue.Num number) {
            return number(number.value());
        } else if (value instanceof JsonValue.Str text) {
            return text.value();
        } else if (value instanceof JsonValue.Arr array) {
            requireDepth(at);
            List<@Nullable Object> list = new ArrayList<>(array.values().size());
            array.values().forEach(each -> list.add(write(each, at.element(list.size()))));
            return new JsonArray(list);
        } else if (value instanceof JsonValue.Obj object) {
            requireDepth(at);
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            object.members().forEach((name, member) -> map.put(name, write(member, at.member(name))));
            return new JsonObject(map);
        }
        return null;
    }

    /** Of a large exponent nobody writes out the zeros: a few bytes of a peer could become a gigabyte. */
    private static Object number(BigDecimal number) {
        if (number.scale() <= 0 && (long) number.precision() - number.scale() <= DIGITS_OF_LONG) {
            BigInteger whole = number.toBigIntegerExact();
            if (whole.bitLength() < Integer.SIZE) {
                return whole.intValue();
            } else if (whole.bitLength() < Long.SIZE) {
                return whole.longValue();
            }
        }
        double near = number.doubleValue();
        return Double.isFinite(near) && BigDecimal.valueOf(near).compareTo(number) == 0 ? near : number;
    }
}

package io.crdt.payload;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * A value of JSON, which never changes. Equal values have equal text, and the same bytes: members of an object have no order
 * of their own, and a number is the decimal number that it is, so 1, 1.0 and 1e0 are one.
 */
public sealed interface JsonValue {

    /** The null of JSON. */
    JsonValue NULL = new Null();

    /** The null of JSON; use {@link #NULL}. */
    record Null() implements JsonValue {
        @Override
        public String toString() {
            return "null";
        }
    }

    /** True or false. */
    record Bool(boolean value) implements JsonValue {
        @Override
        public String toString() {
            return String.valueOf(value);
        }
    }

    /**
     * A decimal number, exact, without zeros at its end. A page that turns it into a number of its own keeps some 15 digits,
     * and there is neither NaN nor an infinity nor a negative zero.
     */
    record Num(BigDecimal value) implements JsonValue {

        /** Takes the value of a number, however it is written. */
        public Num(BigDecimal value) {
            this.value = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        }

        /** Returns a whole number. */
        public static Num of(long value) {
            return new Num(BigDecimal.valueOf(value));
        }

        /**
         * Returns the shortest decimal number that stands for the value.
         *
         * @throws NumberFormatException if it is infinite or no number
         */
        public static Num of(double value) {
            return new Num(BigDecimal.valueOf(value));
        }

        @Override
        public String toString() {
            return value.toString();
        }
    }

    /** A text. */
    record Str(String value) implements JsonValue {
        @Override
        public String toString() {
            return quoted(value);
        }
    }

    /** Values in their order. */
    record Arr(List<JsonValue> values) implements JsonValue {

        /** Takes a copy of the list. */
        public Arr(List<JsonValue> values) {
            this.values = List.copyOf(values);
        }

        @Override
        public String toString() {
            StringJoiner text = new StringJoiner(",", "[", "]");
            values.forEach(value -> text.add(value.toString()));
            return text.toString();
        }
    }

    /** Values by name. */
    record Obj(Map<String, JsonValue> members) implements JsonValue {

        /** Takes a copy of the map; its iteration is in the order of the names. */
        public Obj(Map<String, JsonValue> members) {
            TreeMap<String, JsonValue> sorted = new TreeMap<>(members);
            if (sorted.containsValue(null)) {
                throw new NullPointerException("a member must be JsonValue.NULL rather than null");
            }
            this.members = Collections.unmodifiableSortedMap(sorted);
        }

        @Override
        public String toString() {
            StringJoiner text = new StringJoiner(",", "{", "}");
            members.forEach((name, value) -> text.add(quoted(name) + ":" + value));
            return text.toString();
        }
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}

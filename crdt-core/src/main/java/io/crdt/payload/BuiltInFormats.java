package io.crdt.payload;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Classes that need no registration, and yet are written as those of an application are: with a length. So a build that does
 * not know one of them keeps and passes on its values. The library adds classes here, and no more kinds.
 */
public final class BuiltInFormats {

    /** Where the numbers of an application's classes begin; those below are of the formats here. */
    public static final int NUMBERS = 16;

    private static final Map<Integer, ValueFormat<?>> ALL = Map.of(
            1, new BytesFormat(),
            2, new Durations(),
            3, new LocalDateTimes(),
            4, new ZonedDateTimes(),
            5, new JsonValues());

    private static final int NANOS_PER_SECOND = 1_000_000_000;

    private BuiltInFormats() {}

    /** Returns the formats by their numbers. A number never changes its format: older builds have kept its bytes. */
    public static Map<Integer, ValueFormat<?>> all() {
        return ALL;
    }

    /** Tells whether values of the class have a form here. */
    public static boolean hasForm(Class<?> type) {
        return ALL.values().stream().anyMatch(format -> format.type().isAssignableFrom(type));
    }

    private static final class BytesFormat implements ValueFormat<Bytes> {
        @Override
        public Class<Bytes> type() {
            return Bytes.class;
        }

        @Override
        public void write(Bytes value, PayloadOutput out) {
            out.bytes(value.toArray());
        }

        @Override
        public <E extends Exception> Bytes read(PayloadInput<E> in) throws E {
            return Bytes.of(in.bytes(in.left()));
        }
    }

    private static final class Durations implements ValueFormat<Duration> {
        @Override
        public Class<Duration> type() {
            return Duration.class;
        }

        @Override
        public void write(Duration value, PayloadOutput out) {
            out.signed(value.getSeconds());
            out.unsigned(value.getNano());
        }

        @Override
        public <E extends Exception> Duration read(PayloadInput<E> in) throws E {
            return Duration.ofSeconds(in.signed(), in.index("nanoseconds", NANOS_PER_SECOND));
        }
    }

    private static final class LocalDateTimes implements ValueFormat<LocalDateTime> {
        @Override
        public Class<LocalDateTime> type() {
            return LocalDateTime.class;
        }

        @Override
        public void write(LocalDateTime value, PayloadOutput out) {
            out.signed(value.toLocalDate().toEpochDay());
            out.unsigned(value.toLocalTime().toSecondOfDay());
            out.unsigned(value.toLocalTime().toNanoOfDay() % NANOS_PER_SECOND);
        }

        @Override
        public <E extends Exception> LocalDateTime read(PayloadInput<E> in) throws E {
            LocalDate day = LocalDate.ofEpochDay(in.signed());
            LocalTime second = LocalTime.ofSecondOfDay(in.unsigned());
            return LocalDateTime.of(day, second.withNano(in.index("nanoseconds", NANOS_PER_SECOND)));
        }
    }

    /** The time in the zone and its offset, so that a change of the zone's rules does not change the moment. */
    private static final class ZonedDateTimes implements ValueFormat<ZonedDateTime> {

        private final LocalDateTimes times = new LocalDateTimes();

        @Override
        public Class<ZonedDateTime> type() {
            return ZonedDateTime.class;
        }

        @Override
        public void write(ZonedDateTime value, PayloadOutput out) {
            times.write(value.toLocalDateTime(), out);
            out.signed(value.getOffset().getTotalSeconds());
            out.string(value.getZone().getId());
        }

        @Override
        public <E extends Exception> ZonedDateTime read(PayloadInput<E> in) throws E {
            LocalDateTime time = times.read(in);
            ZoneOffset offset = ZoneOffset.ofTotalSeconds(in.signedInt());
            return ZonedDateTime.ofInstant(time, offset, ZoneId.of(in.string("the id of a time zone")));
        }
    }

    private static final class JsonValues implements ValueFormat<JsonValue> {

        private static final int NULL = 0;
        private static final int FALSE = 1;
        private static final int TRUE = 2;
        private static final int NUMBER = 3;
        private static final int STRING = 4;
        private static final int ARRAY = 5;
        private static final int OBJECT = 6;

        @Override
        public Class<JsonValue> type() {
            return JsonValue.class;
        }

        @Override
        public void write(JsonValue value, PayloadOutput out) {
            if (value instanceof JsonValue.Bool bool) {
                out.int8(bool.value() ? TRUE : FALSE);
            } else if (value instanceof JsonValue.Num number) {
                out.int8(NUMBER);
                out.value(number.value());
            } else if (value instanceof JsonValue.Str text) {
                out.int8(STRING);
                out.string(text.value());
            } else if (value instanceof JsonValue.Arr array) {
                out.int8(ARRAY);
                out.unsigned(array.values().size());
                out.enter();
                array.values().forEach(each -> write(each, out));
                out.leave();
            } else if (value instanceof JsonValue.Obj object) {
                out.int8(OBJECT);
                out.unsigned(object.members().size());
                out.enter();
                object.members().forEach((name, member) -> {
                    out.string(name);
                    write(member, out);
                });
                out.leave();
            } else {
                out.int8(NULL);
            }
        }

        @Override
        public <E extends Exception> JsonValue read(PayloadInput<E> in) throws E {
            int kind = in.int8();
            return switch (kind) {
                case NULL -> JsonValue.NULL;
                case FALSE, TRUE -> new JsonValue.Bool(kind == TRUE);
                case NUMBER -> number(in);
                case STRING -> new JsonValue.Str(in.string("a text of JSON"));
                case ARRAY -> array(in);
                case OBJECT -> object(in);
                default -> throw in.refuse("a value of JSON", "there is no kind " + kind);
            };
        }

        private static <E extends Exception> JsonValue number(PayloadInput<E> in) throws E {
            if (in.value() instanceof BigDecimal number) {
                return new JsonValue.Num(number);
            }
            throw in.refuse("a number of JSON", "it must be a decimal number");
        }

        private <E extends Exception> JsonValue array(PayloadInput<E> in) throws E {
            List<JsonValue> values = new ArrayList<>();
            in.enter();
            for (int left = in.count("values of an array", 1); left > 0; left--) {
                values.add(read(in));
            }
            in.leave();
            return new JsonValue.Arr(values);
        }

        private <E extends Exception> JsonValue object(PayloadInput<E> in) throws E {
            Map<String, JsonValue> members = new TreeMap<>();
            in.enter();
            for (int left = in.count("members of an object", 2); left > 0; left--) {
                String name = in.string("the name of a member");
                if (members.put(name, read(in)) != null) {
                    throw in.refuse("an object of JSON", "it has two members " + name);
                }
            }
            in.leave();
            return new JsonValue.Obj(members);
        }
    }
}

package io.crdt.sim;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Options as Java that makes them again, for the line that replays a failure. Whatever they are made by, it is exact: each
 * record is the call of its constructor.
 */
final class ReplayCode {

    private ReplayCode() {}

    static String of(SimulationOptions options) {
        String seedAlone = "SimulationOptions.ofSeed(" + options.seed() + "L)";
        SimulationOptions usual = SimulationOptions.ofSeed(options.seed());
        if (options.equals(usual)) {
            return seedAlone;
        }
        if (options.equals(usual.withSteps(options.steps()))) {
            return seedAlone + ".withSteps(" + options.steps() + ")";
        }
        SimulationOptions quiet = SimulationOptions.quiet(options.seed(), options.nodes(), options.steps());
        return options.equals(quiet)
                ? "SimulationOptions.quiet(" + options.seed() + "L, " + options.nodes() + ", " + options.steps() + ")"
                : of((Object) options);
    }

    private static String of(@Nullable Object value) {
        if (value instanceof Long number) {
            return number + "L";
        }
        if (value instanceof Double number && number.isInfinite()) {
            return number > 0 ? "Double.POSITIVE_INFINITY" : "Double.NEGATIVE_INFINITY";
        }
        if (value instanceof String text) {
            return quoted(text);
        }
        if (value instanceof Enum<?> constant) {
            return nameOf(constant.getDeclaringClass()) + "." + constant.name();
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> "Map.entry(" + of(entry.getKey()) + ", " + of(entry.getValue()) + ")")
                    .collect(Collectors.joining(", ", "Map.ofEntries(", ")"));
        }
        if (value instanceof Record parts) {
            return Arrays.stream(parts.getClass().getRecordComponents())
                    .map(component -> of(valueOf(component, parts)))
                    .collect(Collectors.joining(", ", "new " + nameOf(parts.getClass()) + "(", ")"));
        }
        return String.valueOf(value); // int, double, boolean
    }

    private static @Nullable Object valueOf(RecordComponent component, Record parts) {
        try {
            return component.getAccessor().invoke(parts);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component + " of " + parts, e);
        }
    }

    private static String nameOf(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return outer == null ? type.getSimpleName() : nameOf(outer) + "." + type.getSimpleName();
    }

    private static String quoted(String text) {
        return text.chars().mapToObj(ReplayCode::escaped).collect(Collectors.joining("", "\"", "\""));
    }

    private static String escaped(int c) {
        if (c == '"' || c == '\\') {
            return "\\" + (char) c;
        }
        return c < ' ' || c > '~' ? String.format("\\u%04x", c) : String.valueOf((char) c);
    }
}

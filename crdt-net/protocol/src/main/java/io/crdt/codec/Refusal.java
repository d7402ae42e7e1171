package io.crdt.codec;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why a value has no form on the wire, and what to do about it. It knows classes of the JDK, since what is refused is of no
 * payload kind that could be asked.
 */
final class Refusal {

    private Refusal() {}

    static IllegalArgumentException of(@Nullable Object value) {
        if (value == null) {
            return new IllegalArgumentException("cannot encode null; nothing was changed");
        }
        String name = value.getClass().getName();
        return new IllegalArgumentException(
                "cannot encode a value of " + name + ": " + advice(value) + "; nothing was changed");
    }

    private static String advice(Object value) {
        if (value.getClass().isArray()) {
            return "arrays are mutable and compared by identity, use Bytes or a list, or wrap it in a class of your own that has"
                    + " equals and hashCode";
        }
        if (value instanceof Set || value instanceof Map) {
            return "sets and maps have no order that is the same in every process, use an ORSet, an LWWMap or a sorted"
                    + " list";
        }
        String register = value instanceof Enum<?> constant
                ? "register(id, " + constant.getDeclaringClass().getSimpleName() + ".class)"
                : "register(id, format)";
        return "its class is not registered, build the codec with Codec.builder()." + register + " in every replica";
    }
}

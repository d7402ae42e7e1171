package io.crdt.replica;

import io.crdt.causal.Crdt;
import io.crdt.causal.DotMap;
import io.crdt.causal.DotStore;
import io.crdt.causal.Path;
import io.crdt.internal.PersistentMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one update or one delta from a peer changed in an object that is watched.
 *
 * <p>Of a set or map, {@code added}, {@code updated} and {@code removed} are the parts that came, got another content or
 * went; each key with its whole content, such as the nested value of an {@code ORMap}. They are found in time O(changed ·
 * log n).
 *
 * <p>A counter, register or flag is one whole value: its writes are told of with {@code before} and {@code after}, also if
 * both read the same. The whole is {@code added} if there was nothing to see before, {@code removed} if there is nothing
 * now, as after a reset, and {@code updated} otherwise.
 *
 * @param key the object
 * @param before its value until now
 * @param after its value from now on
 * @param added the part of {@code after} that {@code before} does not have
 * @param updated the part of {@code after} whose content differs from {@code before}; empty for sets
 * @param removed the part of {@code before} that {@code after} does not have
 * @param readable whether all of {@code after} can be read here; if not, it shows {@link io.crdt.payload.Encoded} in place
 *     of what cannot. What was before may show that in either case
 * @param <S> the type of the object
 */
public record Change<S extends Crdt<S, ?>>(
        Key<S> key, S before, S after, S added, S updated, S removed, boolean readable) {

    /**
     * Checks that all of {@code after} can be read here.
     *
     * @throws UnreadableException if there is a value whose class is not registered here, or is of another version
     */
    public void requireReadable() {
        if (!readable) {
            UnreadableException.throwIfIn(key, after.store());
        }
    }

    /**
     * Returns what tells people why a watcher of this change failed with a cast: the key, and if there is an element of a
     * wrong class, that class and the expected one.
     */
    public IllegalStateException explained(ClassCastException failure) {
        return Clashes.watcherFailed(key, after.store(), failure);
    }

    /** Returns the change, or null if nobody can see any. */
    static <S extends Crdt<S, ?>> @Nullable Change<S> between(
            Key<S> key, S before, S after, Collection<Path> touched, boolean readable) {
        DotStore<?> old = before.store();
        DotStore<?> now = after.store();
        if (after.isKeyed() && old instanceof DotMap<?, ?> oldMap && now instanceof DotMap<?, ?> nowMap) {
            return betweenMaps(key, before, after, oldMap, nowMap, touched, readable);
        }
        boolean wasBlank = before.isBlank();
        boolean isBlank = after.isBlank();
        if (wasBlank && isBlank || old.equals(now)) {
            return null;
        }
        S none = key.type().empty();
        return new Change<>(
                key,
                before,
                after,
                wasBlank ? after : none,
                wasBlank || isBlank ? none : after,
                isBlank ? before : none,
                readable);
    }

    /** What peers wrote may be of other classes than the type reads; it is there all the same, as it stands in the store. */
    private static @Nullable Object contentAt(Crdt<?, ?> value, Object key) {
        try {
            return value.contentAt(key);
        } catch (ClassCastException e) {
            return value.store() instanceof DotMap<?, ?> map ? map.at(key) : null;
        }
    }

    private static <S extends Crdt<S, ?>> @Nullable Change<S> betweenMaps(
            Key<S> key,
            S before,
            S after,
            DotMap<?, ?> old,
            DotMap<?, ?> now,
            Collection<Path> touched,
            boolean readable) {
        List<Object> came = new ArrayList<>();
        List<Object> differ = new ArrayList<>();
        List<Object> went = new ArrayList<>();
        // One key, such as that of a nested map, may have been touched at many paths; its content is read once. Peers
        // choose the keys, perhaps of one hash code, which a HashSet tells apart only if they are comparable.
        PersistentMap.Builder<Object, Path> keys = PersistentMap.builder();
        touched.forEach(path -> keys.put(((Path.Step) path).key(), path));
        for (Object element : keys.build().keySet()) {
            Object was = contentAt(before, element);
            Object is = contentAt(after, element);
            if (was == null && is != null) {
                came.add(element);
            } else if (was != null && is == null) {
                went.add(element);
            } else if (was != null && !was.equals(is)) {
                differ.add(element);
            }
        }
        if (came.isEmpty() && differ.isEmpty() && went.isEmpty()) {
            return null;
        }
        return new Change<>(
                key,
                before,
                after,
                key.read(now.restrictedTo(came)),
                key.read(now.restrictedTo(differ)),
                key.read(old.restrictedTo(went)),
                readable);
    }
}

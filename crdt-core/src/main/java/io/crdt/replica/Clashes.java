package io.crdt.replica;

import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.DotPair;
import io.crdt.causal.DotStore;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.internal.PersistentMap;
import io.crdt.type.Stamped;
import io.crdt.type.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds names that are used for two things. Only a process that uses a name can tell what it expects there, so the keys in use
 * are kept, by name; what is there is looked at when a name is used first, and then what arrives.
 *
 * <p>Elements are compared with {@link Type#parameters}: the keys of maps on the way to an entry, outermost first, and then what
 * the entry carries. Nothing is refused for its class, since that would tear what belongs together and make replicas differ.
 *
 * <p>All methods may be called from any thread.
 */
final class Clashes {

    /** Names are checked again at their next use when they had to go for others. */
    static final int MAX_USED = 4096;

    /** Each clash is reported once; beyond this number another one teaches nothing new. */
    static final int MAX_TOLD = 256;

    /** Entries of an object that are looked at when its name is used first. */
    private static final int SAMPLE = 64;

    /** Entries that are looked at when something has failed. */
    private static final int SEARCH = 100_000;

    /** Read at each use of a key, so without a lock. */
    private volatile PersistentMap<String, Key<?>> used = PersistentMap.empty();

    private final Set<Clash> told = new HashSet<>();

    /** Takes note that this process uses the key; returns how it clashes with what is in the state, if that is news. */
    List<Clash> use(Key<?> key, ReplicaState state) {
        Key<?> known = used.get(key.name());
        if (known != null && (known == key || known.id().equals(key.id()))) {
            return List.of();
        }
        if (known == null) {
            keep(key);
        }
        List<Clash> clashes = new ArrayList<>();
        ObjectId other = known == null ? state.namesake(key.id()) : known.id();
        if (other != null) {
            clashes.add(Clash.ofTypes(key, other));
        }
        DotStore<?> store = state.stores().get(key.id());
        Clash ofClasses = store == null ? null : new Search(key, SAMPLE).in(store);
        if (ofClasses != null) {
            clashes.add(ofClasses);
        }
        return news(clashes);
    }

    private synchronized void keep(Key<?> key) {
        PersistentMap<String, Key<?>> kept = used;
        if (kept.size() >= MAX_USED) {
            kept = kept.remove(kept.iterator().next().getKey());
        }
        used = kept.put(key.name(), key);
    }

    /** Returns how what has arrived clashes with the keys in use, if that is news. */
    List<Clash> arrived(List<StateDelta.ObjectEntries> objects) {
        if (used.isEmpty()) {
            return List.of();
        }
        Set<Clash> found = new LinkedHashSet<>();
        for (StateDelta.ObjectEntries object : objects) {
            Key<?> key = used.get(object.id().name());
            if (key == null || object.entries().isEmpty()) {
                continue;
            }
            if (!key.id().equals(object.id())) {
                found.add(Clash.ofTypes(key, object.id()));
                continue;
            }
            Clash clash = ofEntries(key, object.entries());
            if (clash != null) {
                found.add(clash);
            }
        }
        return news(found);
    }

    private static @Nullable Clash ofEntries(Key<?> key, List<Entry> entries) {
        if (key.type().parameters().isEmpty()) {
            return null;
        }
        for (Entry entry : entries) {
            Clash clash = ofEntry(key, entry);
            if (clash != null) {
                return clash;
            }
        }
        return null;
    }

    private static @Nullable Clash ofEntry(Key<?> key, Entry entry) {
        int next = 0;
        for (Path path = entry.path(); path instanceof Path.Step step; path = step.rest()) {
            if (isOfLibrary(step.key())) {
                continue;
            }
            Clash clash = check(key, next++, step.key());
            if (clash != null) {
                return clash;
            }
        }
        return check(key, next, entry.payload());
    }

    private static @Nullable Clash check(Key<?> key, int parameter, Object value) {
        List<Class<?>> parameters = key.type().parameters();
        if (parameter >= parameters.size()) {
            return null;
        }
        Class<?> expected = parameters.get(parameter);
        Object bare = value instanceof Stamped<?> stamped ? stamped.value() : value;
        boolean isWrong = !expected.isPrimitive() && !expected.isInstance(bare);
        return isWrong ? Clash.ofClasses(key, bare.getClass(), expected) : null;
    }

    private static boolean isOfLibrary(Object step) {
        return step instanceof DotPair.Side || step instanceof Incarnation;
    }

    /** Returns which element of a wrong class explains why a cast has failed, or null if none does. */
    static @Nullable Clash explain(Key<?> key, DotStore<?> store) {
        return new Search(key, SEARCH).in(store);
    }

    /** Returns what tells people why a watcher has failed with a cast, which says nothing of keys. */
    static IllegalStateException watcherFailed(Key<?> key, DotStore<?> store, ClassCastException failure) {
        Clash clash = explain(key, store);
        String why = clash != null
                ? clash.toString()
                : "a peer may have written another class than that of the key under its name: " + failure.getMessage();
        return new IllegalStateException(
                "a watcher of the key " + key + " failed: " + why + "; the change stands", failure);
    }

    /** Returns how many names in use are kept. */
    int used() {
        return used.size();
    }

    private List<Clash> news(Collection<Clash> clashes) {
        if (clashes.isEmpty()) {
            return List.of();
        }
        synchronized (told) {
            List<Clash> news = new ArrayList<>();
            for (Clash clash : clashes) {
                if (told.size() < MAX_TOLD && told.add(clash)) {
                    news.add(clash);
                }
            }
            return news;
        }
    }

    /** Looks for an entry of a wrong class, at not too many. */
    private static final class Search {

        private final Key<?> key;
        private int left;

        Search(Key<?> key, int most) {
            this.key = key;
            left = key.type().parameters().isEmpty() ? 0 : most;
        }

        @Nullable
        Clash in(DotStore<?> store) {
            return in(store, 0);
        }

        private @Nullable Clash in(DotStore<?> store, int parameter) {
            if (store instanceof DotMap<?, ?> map) {
                return inMap(map, parameter);
            }
            if (store instanceof DotPair<?, ?> pair) {
                Clash clash = in(pair.first(), parameter);
                return clash != null ? clash : in(pair.second(), parameter);
            }
            left--;
            Clash[] found = {null};
            if (store instanceof DotFun<?> values
                    && parameter < key.type().parameters().size()) {
                values.forEach((dot, value) -> {
                    if (found[0] == null) {
                        found[0] = check(key, parameter, value);
                    }
                });
            }
            return found[0];
        }

        private @Nullable Clash inMap(DotMap<?, ?> map, int parameter) {
            for (Map.Entry<?, ? extends DotStore<?>> each : map.asMap().entrySet()) {
                if (left <= 0) {
                    return null;
                }
                boolean isOfLibrary = isOfLibrary(each.getKey());
                Clash clash = isOfLibrary ? null : check(key, parameter, each.getKey());
                clash = clash != null ? clash : in(each.getValue(), isOfLibrary ? parameter : parameter + 1);
                if (clash != null) {
                    return clash;
                }
            }
            return null;
        }
    }
}

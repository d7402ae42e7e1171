package io.crdt.replica;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.DotPair;
import io.crdt.causal.DotStore;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.internal.PersistentMap;
import io.crdt.payload.Views;
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
 * Which keys this process uses, by name, and whether somebody uses a name of theirs for another thing. Only a process that
 * uses a name can tell what it expects there.
 *
 * <p>A key is <em>held</em> if this process has written what is alive there, or watches it. Then the process itself may not
 * use the name with another key: its data would end up in two objects. That ends as soon as the object is neither alive nor
 * watched, since names come and go for as long as a process runs.
 *
 * <p>A key that was {@linkplain #use used}, by reading mostly, and is not held refuses nothing. It is kept to report what
 * others do with the name: what is there is looked at when the name is used first, and then what arrives. When there are too
 * many such names the oldest are forgotten, and looked at again when they are used again. So a process remembers the names
 * of what it holds and no more than {@value #MAX_USED} others.
 *
 * <p>Elements are compared with {@link Type#parameters}: the keys of maps on the way to an entry, outermost first, and then
 * what the entry carries. No delta is refused for a class in it, since that would tear what belongs together and make
 * replicas differ.
 *
 * <p>All methods may be called from any thread.
 */
final class Clashes {

    /** The greatest number of names kept that are not held. */
    static final int MAX_USED = 4096;

    /** Each clash is reported once; beyond this number another one teaches nothing new. */
    static final int MAX_TOLD = 256;

    /** Entries of an object that are looked at when its name is used first. */
    private static final int SAMPLE = 64;

    /** Entries that are looked at when something has failed. */
    private static final int SEARCH = 100_000;

    /** Read at each use of a key, so without a lock. */
    private volatile PersistentMap<String, Use> uses = PersistentMap.empty();

    /** The names that are not held, oldest first. */
    private final Set<String> notHeld = new LinkedHashSet<>();

    private final Set<Clash> told = new HashSet<>();

    /**
     * How a name is used.
     *
     * @param held whether what is alive there was written by this process, or is watched
     * @param looked whether what is there was looked at
     */
    private record Use(Key<?> key, boolean held, boolean looked) {

        boolean isOf(Key<?> other) {
            return key == other || key.equals(other);
        }

        boolean isOf(ObjectId object) {
            return key.id().equals(object);
        }
    }

    /** Takes note that this process uses the key; returns how it clashes with what is in the state, if that is news. */
    List<Clash> use(Key<?> key, ReplicaState state) {
        Use use = uses.get(key.name());
        Key<?> otherKey = use == null || use.key() == key || use.isOf(key.id()) ? null : use.key();
        if (otherKey == null) {
            if (use != null && use.looked()) {
                return List.of();
            }
            look(key);
        }
        List<Clash> clashes = new ArrayList<>();
        ObjectId other = otherKey != null ? otherKey.id() : state.namesake(key.id());
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

    /** From now on what is there counts as looked at, unless the name has become that of another key meanwhile. */
    private synchronized void look(Key<?> key) {
        Use use = uses.get(key.name());
        if (use == null) {
            keep(key);
        } else if (use.isOf(key.id())) {
            uses = uses.put(key.name(), new Use(use.key(), use.held(), true));
        }
    }

    /** Keeps a key that is not held, if need be in place of the oldest such. */
    private void keep(Key<?> key) {
        if (notHeld.size() >= MAX_USED) {
            String oldest = notHeld.iterator().next();
            notHeld.remove(oldest);
            uses = uses.remove(oldest);
        }
        notHeld.add(key.name());
        uses = uses.put(key.name(), new Use(key, false, true));
    }

    /** Checks that the name is not held with another key, and tells whether it is held with this one. */
    @CanIgnoreReturnValue
    boolean requireFree(Key<?> key) {
        Use use = uses.get(key.name());
        if (use == null || !use.held()) {
            return false;
        }
        if (!use.isOf(key)) {
            throw new IllegalArgumentException("the key \"" + key.name() + "\" is in use as " + described(use.key())
                    + " and cannot be " + described(key) + " too; nothing was changed");
        }
        return true;
    }

    private static String described(Key<?> key) {
        return key.type() + " (" + key.id().shape() + ", at first " + key.type().empty() + ")";
    }

    /** From now on the key, whose name is {@linkplain #requireFree free} for it, is held. */
    void hold(Key<?> key) {
        Use held = uses.get(key.name());
        if (held == null || !held.held()) {
            synchronized (this) {
                Use use = uses.get(key.name());
                notHeld.remove(key.name());
                uses = uses.put(key.name(), new Use(key, true, use != null && use.looked() && use.isOf(key.id())));
            }
        }
    }

    boolean isHeld(ObjectId object) {
        Use use = uses.get(object.name());
        return use != null && use.held() && use.isOf(object);
    }

    /** The object is neither alive nor watched: if its key is held, it is no longer. */
    synchronized void release(ObjectId object) {
        Use use = uses.get(object.name());
        if (use == null || !isHeld(object)) {
            return;
        }
        uses = uses.remove(object.name());
        if (use.looked()) {
            keep(use.key());
        }
    }

    /** Returns how many keys are held. */
    synchronized int held() {
        return uses.size() - notHeld.size();
    }

    /** Returns how what has arrived clashes with the keys in use, if that is news. */
    List<Clash> arrived(List<StateDelta.ObjectEntries> objects) {
        PersistentMap<String, Use> present = uses;
        if (present.isEmpty()) {
            return List.of();
        }
        Set<Clash> found = new LinkedHashSet<>();
        for (StateDelta.ObjectEntries object : objects) {
            Use use = present.get(object.id().name());
            if (use == null || object.entries().isEmpty()) {
                continue;
            }
            Key<?> key = use.key();
            if (!use.isOf(object.id())) {
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
        Views views = new Views(Payloads.TABLE);
        Object bare = Payloads.TABLE.shown(views.of(value));
        if (views.unreadable() != null) {
            return null; // what that is nobody knows here
        }
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

    /** Returns how many names are kept, held or not. */
    int used() {
        return uses.size();
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

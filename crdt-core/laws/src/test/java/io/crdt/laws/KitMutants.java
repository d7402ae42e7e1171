package io.crdt.laws;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.DotSet;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import io.crdt.causal.Unit;
import io.crdt.type.GSet;
import io.crdt.type.MVRegister;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Types that are right in theory and cannot be used: a replica, a watcher or the next call finds what is wrong. */
final class KitMutants {

    private KitMutants() {}

    /** The names that were ever written, each beside the others; {@code apart} tells whether each has a place of its own. */
    record Names(DotMap<String, DotFun<String>> store) implements Crdt<Names, DotMap<String, DotFun<String>>> {
        @Override
        public Names withStore(DotMap<String, DotFun<String>> newStore) {
            return new Names(newStore);
        }

        Set<String> all() {
            Set<String> all = new HashSet<>();
            store.asMap().values().forEach(names -> names.forEach((dot, name) -> all.add(name)));
            return all;
        }
    }

    record AddName(String name, boolean apart) implements Mutator<Names> {
        @Override
        public Delta<Names> apply(Names names, ReplicaContext me) {
            return apart
                    ? Delta.write(
                            Path.of(name), me.nextDot(), name, names.store().at(name))
                    : Delta.write(Path.of("all"), me.nextDot(), name, DotFun.<String>empty());
        }
    }

    /** A write that replaces nothing beside what its own incarnation wrote before, unless names are {@code apart}. */
    record NamesSpec(boolean apart) implements CrdtSpec<Names> {
        @Override
        public String name() {
            return apart ? "NamesApart" : "NamesBesideEachOther";
        }

        @Override
        public Names empty() {
            return new Names(DotMap.empty(DotFun.empty()));
        }

        @Override
        public Mutator<Names> randomOperation(RandomGenerator random) {
            return new AddName("n" + random.nextInt(4), apart);
        }

        @Override
        public Optional<Oracle<Names, Mutator<Names>>> oracle() {
            return Optional.of(Oracle.of(
                    Names::all,
                    visible -> visible.events().stream()
                            .map(event -> ((AddName) event.operation()).name())
                            .collect(Collectors.toSet())));
        }
    }

    /** What a type says of its content, right and wrong. */
    enum Content {
        SOUND,
        ALWAYS_THE_SAME,
        NEVER_THE_SAME,
        FAILS,
        KEYED_BY_INCARNATION
    }

    record Mood(DotMap<Object, DotFun<String>> store, Content content)
            implements Crdt<Mood, DotMap<Object, DotFun<String>>> {
        @Override
        public Mood withStore(DotMap<Object, DotFun<String>> newStore) {
            return new Mood(newStore, content);
        }

        Set<String> at(Object key) {
            Set<String> moods = new HashSet<>();
            store.at(key).forEach((dot, mood) -> moods.add(mood));
            return moods;
        }

        @Override
        public @Nullable Object contentAt(Object key) {
            if (content == Content.FAILS) {
                return ((String) key).isEmpty() ? null : at(key);
            }
            if (!store.containsKey(key)) {
                return null;
            }
            return switch (content) {
                case ALWAYS_THE_SAME -> Unit.UNIT;
                case NEVER_THE_SAME -> at(key).toArray();
                default -> at(key);
            };
        }
    }

    record Feel(String who, String how) implements Mutator<Mood> {
        @Override
        public Delta<Mood> apply(Mood mood, ReplicaContext me) {
            Object key = mood.content() == Content.KEYED_BY_INCARNATION ? me.origin() : who;
            return Delta.write(Path.of(key), me.nextDot(), how, mood.store().at(key));
        }
    }

    record MoodSpec(Content content) implements CrdtSpec<Mood> {
        @Override
        public String name() {
            return "Mood whose content is " + content;
        }

        @Override
        public Mood empty() {
            return new Mood(DotMap.empty(DotFun.empty()), content);
        }

        @Override
        public Mutator<Mood> randomOperation(RandomGenerator random) {
            return new Feel("p" + random.nextInt(2), "f" + random.nextInt(3));
        }

        @Override
        public Optional<Oracle<Mood, Mutator<Mood>>> oracle() {
            return content == Content.KEYED_BY_INCARNATION
                    ? Optional.empty()
                    : Optional.of(Oracle.of(MoodSpec::read, MoodSpec::expected));
        }

        private static Map<Object, Set<String>> read(Mood mood) {
            Map<Object, Set<String>> read = new HashMap<>();
            mood.store().keySet().forEach(key -> read.put(key, mood.at(key)));
            return read;
        }

        private static Map<Object, Set<String>> expected(History<Mutator<Mood>> visible) {
            Map<Object, Set<String>> expected = new HashMap<>();
            visible.only(Feel.class)
                    .by(Feel::who)
                    .forEach((who, feelings) ->
                            expected.put(who, feelings.latest().map(Feel::how).collect(Collectors.toSet())));
            return expected;
        }
    }

    /** Lines that can be changed, compared by what they say. A list of the JDK would be copied where it is written. */
    static final class Draft {
        private final List<String> lines;

        Draft(List<String> lines) {
            this.lines = new ArrayList<>(lines);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Draft draft && lines.equals(draft.lines);
        }

        @Override
        public int hashCode() {
            return lines.hashCode();
        }

        @Override
        public String toString() {
            return "Draft" + lines;
        }
    }

    record Save(List<String> lines, boolean alone) implements Mutator<MVRegister<Draft>> {
        @Override
        public Delta<MVRegister<Draft>> apply(MVRegister<Draft> register, ReplicaContext me) {
            if (!alone) {
                register.values().stream()
                        .filter(seen -> seen.lines.size() < 9)
                        .forEach(seen -> seen.lines.add("more"));
            }
            return register.set(me, new Draft(lines));
        }
    }

    /** The next writer adds to what it has read, unless each leaves what is written {@code alone}. */
    record DraftSpec(boolean alone) implements CrdtSpec<MVRegister<Draft>> {
        @Override
        public String name() {
            return alone ? "DraftThatIsLeftAlone" : "DraftThatIsChangedLater";
        }

        @Override
        public MVRegister<Draft> empty() {
            return MVRegister.empty();
        }

        @Override
        public Mutator<MVRegister<Draft>> randomOperation(RandomGenerator random) {
            return new Save(List.of("l" + random.nextInt(4)), alone);
        }
    }

    /** Takes the next number of all that were ever taken in this process, or the next of the set. */
    record Take(boolean ofTheSet) implements Mutator<GSet<Integer>> {
        private static int next;

        @Override
        public Delta<GSet<Integer>> apply(GSet<Integer> set, ReplicaContext me) {
            return set.add(me, ofTheSet ? set.size() : next++);
        }
    }

    record TakeSpec(boolean ofTheSet) implements CrdtSpec<GSet<Integer>> {
        @Override
        public String name() {
            return ofTheSet ? "NextNumberOfTheSet" : "NextNumberOfAStatic";
        }

        @Override
        public GSet<Integer> empty() {
            return GSet.empty();
        }

        @Override
        public Mutator<GSet<Integer>> randomOperation(RandomGenerator random) {
            return new Take(ofTheSet);
        }
    }

    /** A set that keeps its size by itself, beside its store: that of now or, if it is {@code stale}, the largest ever. */
    record Sized(DotMap<String, DotSet> store, int size, boolean stale) implements Crdt<Sized, DotMap<String, DotSet>> {
        @Override
        public Sized withStore(DotMap<String, DotSet> newStore) {
            return new Sized(newStore, stale ? Math.max(size, newStore.size()) : newStore.size(), stale);
        }

        @Override
        public boolean isBlank() {
            return size == 0;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Sized sized && store.equals(sized.store);
        }

        @Override
        public int hashCode() {
            return store.hashCode();
        }
    }

    record Toggle(String element) implements Mutator<Sized> {
        @Override
        public Delta<Sized> apply(Sized set, ReplicaContext me) {
            DotSet seen = set.store().at(element);
            return seen.isEmpty()
                    ? Delta.write(Path.of(element), me.nextDot(), Unit.UNIT, seen)
                    : Delta.remove(Path.of(element), me.nextDot(), seen);
        }
    }

    record SizedSpec(boolean stale) implements CrdtSpec<Sized> {
        @Override
        public String name() {
            return stale ? "SizeThatNeverShrinks" : "SizeOfNow";
        }

        @Override
        public Sized empty() {
            return new Sized(DotMap.empty(DotSet.empty()), 0, stale);
        }

        @Override
        public Mutator<Sized> randomOperation(RandomGenerator random) {
            return new Toggle("e" + random.nextInt(3));
        }
    }

    /** One operation in {@code rarely} adds to the set; the others find nothing to do. */
    record SeldomSpec(int rarely) implements CrdtSpec<GSet<Integer>> {
        @Override
        public GSet<Integer> empty() {
            return GSet.empty();
        }

        @Override
        public Mutator<GSet<Integer>> randomOperation(RandomGenerator random) {
            return random.nextInt(rarely) == 0 ? new Take(true) : (set, me) -> Delta.none();
        }
    }
}

package io.crdt.laws;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.DotPair;
import io.crdt.causal.DotSet;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import io.crdt.causal.Unit;
import io.crdt.laws.contract.LawsContract;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** A type of two parts: a title and a set of tags, changed one by one or together. */
class PairLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new NoteSpec();
    }

    record Note(DotPair<DotFun<String>, DotMap<String, DotSet>> store)
            implements Crdt<Note, DotPair<DotFun<String>, DotMap<String, DotSet>>> {

        Delta<Note> title(ReplicaContext me, String title) {
            return Delta.write(Path.of(DotPair.Side.FIRST), me.nextDot(), title, store.first());
        }

        Delta<Note> tag(ReplicaContext me, String tag) {
            return Delta.write(
                    Path.of(tag).under(DotPair.Side.SECOND),
                    me.nextDot(),
                    Unit.UNIT,
                    store.second().at(tag));
        }

        Delta<Note> clear(ReplicaContext me) {
            return store.isEmpty() ? Delta.none() : Delta.remove(Path.end(), me.nextDot(), store);
        }

        @Override
        public Note withStore(DotPair<DotFun<String>, DotMap<String, DotSet>> newStore) {
            return new Note(newStore);
        }
    }

    record Change(String title, String tag) implements Mutator<Note> {
        @Override
        public Delta<Note> apply(Note note, ReplicaContext me) {
            return title.isEmpty() && tag.isEmpty()
                    ? note.clear(me)
                    : (title.isEmpty() ? Delta.<Note>none() : note.title(me, title))
                            .join(tag.isEmpty() ? Delta.none() : note.tag(me, tag));
        }
    }

    record NoteSpec() implements CrdtSpec<Note> {
        @Override
        public Note empty() {
            return new Note(new DotPair<>(DotFun.empty(), DotMap.empty(DotSet.empty())));
        }

        @Override
        public Mutator<Note> randomOperation(RandomGenerator random) {
            return new Change("st".substring(random.nextInt(3)), "xy".substring(random.nextInt(3)));
        }

        @Override
        public Optional<Oracle<Note, Mutator<Note>>> oracle() {
            return Optional.of(Oracle.of(NoteSpec::observed, NoteSpec::expected));
        }

        private static Set<String> observed(Note note) {
            Set<String> observed = new HashSet<>();
            note.store().first().forEach((dot, title) -> observed.add("title " + title));
            note.store().second().keySet().forEach(tag -> observed.add("tag " + tag));
            return observed;
        }

        private static Set<String> expected(History<Mutator<Note>> visible) {
            Set<String> expected = new HashSet<>();
            surviving(visible, "title ", Change::title, true, expected);
            surviving(visible, "tag ", Change::tag, false, expected);
            return expected;
        }

        private static void surviving(
                History<Mutator<Note>> visible,
                String prefix,
                Function<Change, String> part,
                boolean replaces,
                Set<String> expected) {
            visible.of(operation -> !part.apply((Change) operation).isEmpty())
                    .filter(event -> !visible.wasSeenBy(
                            event,
                            later -> isClear((Change) later)
                                    || replaces && !part.apply((Change) later).isEmpty()))
                    .forEach(event -> expected.add(prefix + part.apply((Change) event.operation())));
        }

        private static boolean isClear(Change change) {
            return change.title().isEmpty() && change.tag().isEmpty();
        }
    }
}

package io.crdt.laws;

import io.crdt.causal.Causal;
import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.Dot;
import io.crdt.causal.DotSet;
import io.crdt.causal.DotStore;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import io.crdt.clock.Timestamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A type with one thing wrong; it counts how often that made a difference. */
final class SpoiledSpec<S extends Crdt<S, ?>> implements CrdtSpec<S> {

    private final CrdtSpec<S> sound;
    private final Spoiling spoiling;
    private int changes;

    SpoiledSpec(CrdtSpec<S> sound, Spoiling spoiling) {
        this.sound = sound;
        this.spoiling = spoiling;
    }

    Spoiling spoiling() {
        return spoiling;
    }

    /** Returns how often the result was another one than that of the sound type. */
    int changes() {
        return changes;
    }

    private <T> T counted(T right, T wrong) {
        if (!right.equals(wrong)) {
            changes++;
        }
        return wrong;
    }

    @Override
    public Delta<S> operate(Mutator<S> operation, Causal<S> state, ReplicaContext me) {
        if (spoiling == Spoiling.OPERATE_ON_NOTHING) {
            return onNothing(operation, state, me);
        }
        Delta<S> right = sound.operate(operation, state, me);
        Delta<S> wrong = switch (spoiling) {
            case LOSE_A_WRITTEN_PART -> withoutFirstEntry(right);
            case LOSE_REMOVALS -> withoutRemovals(right);
            case REPLACE_NOTHING -> right.added().isEmpty() ? right : withoutRemovals(right);
            case WRITE_TWICE -> writtenTwice(right, me);
            case CLAIM_THE_WHOLE_CONTEXT -> claiming(right, state);
            case RESET_DOES_NOTHING -> operation instanceof Reset ? Delta.<S>none() : right;
            default -> right;
        };
        if (wrong != right && !sound.apply(wrong, sound.bottom()).equals(sound.apply(right, sound.bottom()))) {
            changes++;
        }
        return wrong;
    }

    private Delta<S> onNothing(Mutator<S> operation, Causal<S> state, ReplicaContext me) {
        RecordingContext given = new RecordingContext(me);
        Delta<S> wrong = sound.operate(operation, sound.bottom(), given);
        Delta<S> right = sound.operate(operation, state, new Echo(given));
        if (!sound.apply(wrong, state).equals(sound.apply(right, state))) {
            changes++;
        }
        return wrong;
    }

    /** Hands out what another call was given, so that the results can be compared. */
    private static final class Echo implements ReplicaContext {
        private final RecordingContext given;
        private int next;

        Echo(RecordingContext given) {
            this.given = given;
        }

        @Override
        public Incarnation origin() {
            return given.origin();
        }

        @Override
        public Dot nextDot() {
            int number = next++;
            List<Dot> taken = given.taken();
            return number < taken.size()
                    ? taken.get(number)
                    : new Dot(given.origin(), Integer.MAX_VALUE + (long) number);
        }

        @Override
        public Timestamp now() {
            return given.time();
        }
    }

    private static <S> Delta<S> parts(List<Entry> added, List<Delta.Place> removed, List<Dot> taken) {
        List<Delta<S>> parts = new ArrayList<>();
        added.forEach(entry -> parts.add(Delta.write(entry.path(), entry.dot(), entry.payload(), DotSet.empty())));
        removed.forEach(place -> parts.add(Delta.remove(place.path(), place.dot(), place.dot())));
        taken.forEach(dot -> parts.add(Delta.remove(Path.end(), dot, DotSet.empty())));
        return Delta.joinAll(parts);
    }

    private static <S> Delta<S> withoutFirstEntry(Delta<S> delta) {
        List<Entry> added = delta.added();
        return added.isEmpty() ? delta : parts(added.subList(1, added.size()), delta.removed(), delta.taken());
    }

    private static <S> Delta<S> withoutRemovals(Delta<S> delta) {
        return delta.removed().isEmpty() ? delta : parts(delta.added(), List.of(), delta.taken());
    }

    private static <S> Delta<S> writtenTwice(Delta<S> delta, ReplicaContext me) {
        List<Entry> added = new ArrayList<>(delta.added());
        List<Dot> taken = new ArrayList<>(delta.taken());
        for (Entry entry : delta.added()) {
            Dot dot = me.nextDot();
            taken.add(dot);
            added.add(new Entry(entry.path(), dot, entry.payload()));
        }
        return taken.size() == delta.taken().size() ? delta : parts(added, delta.removed(), taken);
    }

    private static <S> Delta<S> claiming(Delta<S> delta, Causal<S> state) {
        if (delta.isNone()) {
            return delta;
        }
        List<Dot> taken = new ArrayList<>(delta.taken());
        state.context().forEachDot(taken::add);
        return parts(delta.added(), delta.removed(), taken.stream().distinct().toList());
    }

    @Override
    public Causal<S> apply(Delta<S> delta, Causal<S> state) {
        Causal<S> right = sound.apply(delta, state);
        return switch (spoiling) {
            case APPLY_DESPITE_THE_CONTEXT -> counted(right, despiteTheContext(delta, right));
            case KEEP_THE_LEAST_DOT -> counted(right, withLeastDots(right));
            default -> right;
        };
    }

    private Causal<S> despiteTheContext(Delta<S> delta, Causal<S> right) {
        DotStore<?> store = right.value().store();
        for (Entry entry : delta.added()) {
            store = store.with(entry.path(), entry.dot(), entry.payload());
        }
        return read(store, right);
    }

    private Causal<S> withLeastDots(Causal<S> state) {
        Map<Path, List<Dot>> places = new HashMap<>();
        state.value()
                .store()
                .forEachEntry(entry -> places.computeIfAbsent(entry.path(), each -> new ArrayList<>())
                        .add(entry.dot()));
        DotStore<?> store = state.value().store();
        for (Map.Entry<Path, List<Dot>> place : places.entrySet()) {
            List<Dot> dots = place.getValue().stream().sorted().toList();
            for (Dot dot : dots.subList(1, dots.size())) {
                store = store.without(place.getKey(), dot);
            }
        }
        return read(store, state);
    }

    private Causal<S> read(DotStore<?> store, Causal<S> like) {
        return Causal.of(Parts.reading(like.value(), store), like.context());
    }

    @Override
    public Delta<S> group(Delta<S> first, Delta<S> second) {
        Delta<S> right = sound.group(first, second);
        if (spoiling != Spoiling.GROUP_FORGETS) {
            return right;
        }
        if (!sound.apply(right, sound.bottom()).equals(sound.apply(second, sound.bottom()))) {
            changes++;
        }
        return second;
    }

    @Override
    public Causal<S> join(Causal<S> left, Causal<S> right) {
        Causal<S> joined = sound.join(left, right);
        return switch (spoiling) {
            case JOIN_TAKES_LEFT -> counted(joined, left);
            case KEEP_THE_LEAST_DOT -> counted(joined, withLeastDots(joined));
            default -> joined;
        };
    }

    @Override
    public Optional<Causal<S>> reset(Causal<S> state, ReplicaContext me) {
        Optional<Causal<S>> right = sound.reset(state, me);
        return spoiling == Spoiling.RESET_DOES_NOTHING ? right.map(left -> counted(left, state)) : right;
    }

    @Override
    public Optional<Oracle<S, Mutator<S>>> oracle() {
        return spoiling != Spoiling.READER_OVERLOOKS_A_DOT
                ? sound.oracle()
                : sound.oracle()
                        .map(oracle -> Oracle.of(
                                value -> counted(oracle.observed(value), oracle.observed(withoutGreatestDot(value))),
                                oracle::expected));
    }

    private S withoutGreatestDot(S value) {
        List<Entry> entries = new ArrayList<>();
        value.store().forEachEntry(entries::add);
        return entries.stream()
                .max(Comparator.comparing(Entry::dot))
                .map(last -> Parts.reading(value, value.store().without(last.path(), last.dot())))
                .orElse(value);
    }

    @Override
    public String name() {
        return sound.name() + " (" + spoiling.statement() + ")";
    }

    @Override
    public S empty() {
        return sound.empty();
    }

    @Override
    public Mutator<S> randomOperation(RandomGenerator random) {
        return sound.randomOperation(random);
    }

    @Override
    public Optional<Encoding<S>> encoding() {
        return sound.encoding();
    }

    @Override
    public boolean isBlank(Causal<S> state) {
        return sound.isBlank(state);
    }

    @Override
    public String show(Causal<S> state) {
        return sound.show(state);
    }

    @Override
    public int evidenceFloor() {
        return sound.evidenceFloor();
    }

    @Override
    public boolean needNotMeet(String one, String other) {
        return sound.needNotMeet(one, other);
    }
}

package io.crdt.laws;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** A guest list on which names are crossed out: it converges, and is wrong as the value of a map. */
final class ResetMutants {

    private static final List<String> NAMES = List.of("x", "y", "z");

    private ResetMutants() {}

    /** When the list says that there is nothing to see. */
    enum Blank {
        WITHOUT_GUESTS,
        /** PITFALL: a name that is crossed out counts, so a map would go on to show the keys that were removed. */
        WITHOUT_NAMES,
        /** A map would not show a key with a single guest. */
        WITH_FEW_GUESTS
    }

    record GuestList(Blank blank, DotMap<String, DotFun<Boolean>> store)
            implements Crdt<GuestList, DotMap<String, DotFun<Boolean>>> {

        Set<String> guests() {
            return store.keySet().stream().filter(this::comes).collect(Collectors.toSet());
        }

        private boolean comes(String name) {
            boolean[] comes = {true};
            store.at(name).forEach((dot, each) -> comes[0] &= each);
            return comes[0];
        }

        Delta<GuestList> mark(ReplicaContext me, String name, boolean comes) {
            return Delta.write(Path.of(name), me.nextDot(), comes, store.at(name));
        }

        @Override
        public Delta<GuestList> reset(ReplicaContext me) {
            return Delta.joinAll(
                    guests().stream().map(name -> mark(me, name, false)).toList());
        }

        @Override
        public boolean isBlank() {
            return switch (blank) {
                case WITHOUT_GUESTS -> guests().isEmpty();
                case WITHOUT_NAMES -> store.isEmpty();
                case WITH_FEW_GUESTS -> guests().size() < 2;
            };
        }

        @Override
        public GuestList withStore(DotMap<String, DotFun<Boolean>> newStore) {
            return new GuestList(blank, newStore);
        }
    }

    record Mark(String name, boolean comes) implements Mutator<GuestList> {
        @Override
        public Delta<GuestList> apply(GuestList list, ReplicaContext me) {
            return list.mark(me, name, comes);
        }
    }

    record GuestListSpec(Blank blank) implements CrdtSpec<GuestList> {
        @Override
        public String name() {
            return "GuestList that is blank " + blank;
        }

        @Override
        public GuestList empty() {
            return new GuestList(blank, DotMap.empty(DotFun.empty()));
        }

        @Override
        public Mutator<GuestList> randomOperation(RandomGenerator random) {
            return new Mark(NAMES.get(random.nextInt(NAMES.size())), random.nextInt(3) > 0);
        }

        @Override
        public Optional<Oracle<GuestList, Mutator<GuestList>>> oracle() {
            return Optional.of(Oracle.of(GuestList::guests, GuestListSpec::expected));
        }

        private static Set<String> expected(History<Mutator<GuestList>> visible) {
            var marks = visible.only(Mark.class).by(Mark::name);
            return marks.keySet().stream()
                    .filter(name -> marks.get(name).latest().allMatch(Mark::comes))
                    .collect(Collectors.toSet());
        }
    }
}

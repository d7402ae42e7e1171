package io.crdt.laws;

import io.crdt.causal.CausalContext;
import io.crdt.causal.Dot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Plays an {@link Execution}: reads one number after the other and does what it says. */
final class Player<X, D, M> {

    private static final long START_MILLIS = 1_700_000_000_000L;
    private static final int MAX_GROUP = 4;

    private final Execution<X, D, M> execution;
    private final Subject<X, D, M> subject;
    private final List<Site<X>> sites;
    private long millis = START_MILLIS;
    private int acting;
    private Supplier<String> action = () -> "";

    Player(Execution<X, D, M> execution) {
        this.execution = execution;
        subject = execution.subject();
        SplittableRandom random = new SplittableRandom(execution.seed());
        sites = IntStream.range(0, execution.replicas())
                .mapToObj(number -> new Site<>(number, subject.bottom(), random.split()))
                .toList();
    }

    void play(List<Long> choices) {
        choices.forEach(choice -> step(new SplittableRandom(choice)));
        exchangeEverything();
    }

    /** Returns what is under way, which has failed. */
    Diagram.Line lineOf(Throwable failure) {
        List<Integer> sees = execution.numbersOf(sites.get(acting).seen());
        return new Diagram.Line(number(), acting, action.get(), sees, "✗ " + failure);
    }

    private void begin(Site<X> site, Supplier<String> what) {
        acting = site.number();
        action = what;
    }

    private void step(SplittableRandom random) {
        Site<X> site = sites.get(random.nextInt(sites.size()));
        millis += random.nextInt(5);
        site.setTime(millis);
        int kind = random.nextInt(100);
        if (kind < 45) {
            operateOrCatchUp(site, random);
        } else if (kind < 70) {
            receiveOne(site, random);
        } else if (kind < 82) {
            receiveSome(site, random);
        } else if (kind < 97) {
            merge(site, sites.get(random.nextInt(sites.size())));
        } else {
            restart(site, random);
        }
    }

    /** Now and then operates although a cause is missing; which value is right then, nobody can say. */
    private void operateOrCatchUp(Site<X> site, SplittableRandom random) {
        boolean causal = execution.isCausal(site.seen());
        if (causal || random.nextInt(8) == 0) {
            operate(site, random, causal);
        } else {
            receive(site, causesMissingAt(site), random.nextBoolean());
        }
    }

    private void operate(Site<X> site, SplittableRandom random, boolean causal) {
        begin(site, () -> "randomOperation");
        M operation = Objects.requireNonNull(
                subject.randomOperation(random), "randomOperation must return an operation, but returned null");
        begin(site, () -> HistoryEvent.name(operation));
        RecordingContext me = new RecordingContext(site);
        X before = site.state();
        D delta = Objects.requireNonNull(
                subject.operate(operation, before, me),
                "an operation must return what it did, Delta.none() if that is nothing, but returned null");
        X after = subject.mutated(before, delta);
        HistoryEvent<M> event = new HistoryEvent<>(site.nextEvent(), operation, me.taken(), me.time(), site.seen());
        CausalContext seen = site.seen().with(event.id());
        moveTo(site, after, seen);
        execution.add(new Step.Operated<>(number(), site.number(), before, after, seen, event, delta), causal);
    }

    private void receiveOne(Site<X> site, SplittableRandom random) {
        List<Step.Operated<X, D, M>> missing = missingAt(site);
        List<Step.Operated<X, D, M>> all = execution.operations();
        if (all.isEmpty()) {
            return;
        }
        int kind = random.nextInt(8);
        if (kind == 0 || missing.isEmpty()) {
            receive(site, List.of(all.get(random.nextInt(all.size()))), false);
        } else if (kind < 5) {
            receive(site, List.of(missing.get(0)), false);
        } else {
            receive(site, List.of(missing.get(random.nextInt(missing.size()))), false);
        }
    }

    private void receiveSome(Site<X> site, SplittableRandom random) {
        List<Step.Operated<X, D, M>> all = execution.operations();
        if (all.isEmpty()) {
            return;
        }
        List<Step.Operated<X, D, M>> some = new ArrayList<>();
        int start = random.nextInt(all.size());
        for (int i = 0; i < 1 + random.nextInt(MAX_GROUP); i++) {
            some.add(all.get(random.nextInt(4) == 0 ? random.nextInt(all.size()) : (start + i) % all.size()));
        }
        receive(site, some, random.nextInt(4) != 0);
    }

    private void merge(Site<X> site, Site<X> other) {
        begin(site, () -> Step.Merged.text(other.number()));
        X before = site.state();
        CausalContext seen = site.seen().join(other.seen());
        observe(
                site,
                missingAt(site).stream()
                        .filter(sent -> other.seen().covers(sent.event().id()))
                        .toList());
        moveTo(site, subject.join(before, other.state()), seen);
        execution.add(
                new Step.Merged<>(number(), site.number(), before, site.state(), seen, other.number(), other.state()),
                true);
    }

    private void receive(Site<X> site, List<Step.Operated<X, D, M>> deltas, boolean asGroup) {
        if (deltas.isEmpty()) {
            return;
        }
        begin(site, () -> Step.Received.text(deltas, asGroup));
        X before = site.state();
        X after = before;
        if (asGroup) {
            D group = deltas.stream()
                    .map(Step.Operated::delta)
                    .reduce(subject::group)
                    .orElseThrow();
            after = subject.apply(group, before);
        } else {
            for (Step.Operated<X, D, M> sent : deltas) {
                after = subject.apply(sent.delta(), after);
            }
        }
        observe(site, deltas);
        CausalContext seen = site.seen();
        for (Step.Operated<X, D, M> sent : deltas) {
            seen = seen.with(sent.event().id());
        }
        moveTo(site, after, seen);
        execution.add(new Step.Received<>(number(), site.number(), before, after, seen, deltas, asGroup), true);
    }

    /** Each state is read as soon as it is there, as applications do: what a type derives by then has to stay right. */
    private void moveTo(Site<X> site, X state, CausalContext seen) {
        List<Object> unused = StateLaws.read(subject, state);
        site.moveTo(number(), state, seen);
    }

    private void restart(Site<X> site, SplittableRandom random) {
        X before = site.state();
        Site.Backup<X> backup = site.backups().get(random.nextInt(site.backups().size()));
        site.restart();
        moveTo(site, backup.state(), backup.seen());
        execution.add(
                new Step.Restarted<>(number(), site.number(), before, backup.state(), backup.seen(), backup.step()),
                true);
    }

    /** One replica gets all states, one all deltas in any order, one all deltas at once, and the others follow. */
    private void exchangeEverything() {
        for (Site<X> site : sites) {
            site.setTime(++millis);
            List<Step.Operated<X, D, M>> missing = new ArrayList<>(missingAt(site));
            switch (site.number()) {
                case 0 -> sites.subList(1, sites.size()).forEach(other -> merge(site, other));
                case 1 -> {
                    Collections.shuffle(missing, new Random(execution.seed()));
                    receive(site, missing, false);
                }
                case 2 -> receive(site, missing, true);
                default -> merge(site, sites.get(site.number() - 1));
            }
        }
        // What was lost by going back to a backup may be known to nobody now: the first one gets it as deltas.
        receive(sites.get(0), missingAt(sites.get(0)), false);
    }

    private void observe(Site<X> site, List<Step.Operated<X, D, M>> deltas) {
        deltas.forEach(sent -> site.observe(sent.event().time()));
    }

    private List<Step.Operated<X, D, M>> missingAt(Site<X> site) {
        return execution.operations().stream()
                .filter(sent -> !site.seen().covers(sent.event().id()))
                .toList();
    }

    private List<Step.Operated<X, D, M>> causesMissingAt(Site<X> site) {
        CausalContext wanted = site.seen();
        List<Step.Operated<X, D, M>> causes = new ArrayList<>();
        List<Step.Operated<X, D, M>> all = execution.operations();
        for (int i = all.size() - 1; i >= 0; i--) {
            Step.Operated<X, D, M> sent = all.get(i);
            Dot id = sent.event().id();
            if (wanted.covers(id)) {
                wanted = wanted.join((CausalContext) sent.event().seen());
                if (!site.seen().covers(id)) {
                    causes.add(0, sent);
                }
            }
        }
        return causes;
    }

    private int number() {
        return execution.size() + 1;
    }
}

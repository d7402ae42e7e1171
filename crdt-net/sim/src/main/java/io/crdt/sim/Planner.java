package io.crdt.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/** Writes the schedule that a seed stands for. */
final class Planner {

    /** Late joiners are few, so that histories stay small. */
    private static final int MOST_NEW_NODES = 3;

    private static final double HIGH_PROBABILITY = 0.6;

    private final SimulationOptions options;
    private final SplittableRandom random;
    private final List<Schedule.Timed> planned = new ArrayList<>();
    private long now;
    private int nodes;

    Planner(SimulationOptions options) {
        this.options = options;
        this.random = new SplittableRandom(options.seed());
        this.nodes = options.nodes();
    }

    Schedule plan() {
        SplittableRandom workload = random.split();
        Faults faults = options.faults();
        for (int node = 0; node < options.nodes(); node++) {
            if (random.nextDouble() < faults.rate(Fault.SKEW)) {
                Fault.SKEW.plan(this);
            }
        }
        for (int step = 0; step < options.steps(); step++) {
            now += pause(workload);
            for (Fault fault : faults.rates().keySet()) {
                if (fault != Fault.SKEW && random.nextDouble() < faults.rate(fault)) {
                    fault.plan(this);
                }
            }
            add(new NodeAction.Operate(workload.nextInt(nodes), workload.nextLong()));
        }
        planned.sort(Comparator.comparingLong(Schedule.Timed::at));
        return new Schedule(planned);
    }

    /** Returns the schedule with links that come and go between its actions. */
    Schedule flapping(Schedule schedule) {
        List<Schedule.Timed> more = new ArrayList<>(schedule.actions());
        for (Schedule.Timed timed : schedule.actions()) {
            more.add(new Schedule.Timed(timed.at(), new NetworkAction.BreakLink(anyNode(), anyNode(), upTo(2) == 1)));
        }
        more.sort(Comparator.comparingLong(Schedule.Timed::at));
        return new Schedule(more);
    }

    private long pause(SplittableRandom workload) {
        long most = options.maxPauseMillis();
        int kind = workload.nextInt(10);
        return workload.nextLong(1 + (kind < 5 ? Math.min(5, most) : kind < 9 ? most / 10 : most));
    }

    void add(Action action) {
        addAfter(0, action);
    }

    void addAfter(long millis, Action action) {
        planned.add(new Schedule.Timed(now + millis, action));
    }

    int nodes() {
        return nodes;
    }

    int anyNode() {
        return random.nextInt(nodes);
    }

    /** Returns the index of a node that is to come; the last one again when there are enough of them. */
    int newNode() {
        if (nodes < options.nodes() + MOST_NEW_NODES) {
            nodes++;
        }
        return nodes - 1;
    }

    long upTo(long most) {
        return 1 + random.nextLong(most);
    }

    double probability() {
        return HIGH_PROBABILITY * random.nextDouble();
    }

    long bits() {
        return random.nextLong();
    }
}

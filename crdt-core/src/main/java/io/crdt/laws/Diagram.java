package io.crdt.laws;

import java.util.List;

/** Prints an {@link Execution} as a space-time diagram: a column a replica, a line a step, time runs downwards. */
final class Diagram {

    private static final int MIN_WIDTH = 8;
    private static final int MAX_WIDTH = 28;

    private Diagram() {}

    /** Returns the diagram up to the given step, which is marked; all of it if there is no such step. */
    static <X, D, M> String of(Execution<X, D, M> execution, int marked) {
        List<Step<X, D, M>> all = execution.steps();
        List<Step<X, D, M>> steps = marked < 1 || marked > all.size() ? all : all.subList(0, marked);
        int width = 2
                + steps.stream()
                        .mapToInt(step -> Math.max(
                                MIN_WIDTH, Math.min(MAX_WIDTH, step.toString().length())))
                        .max()
                        .orElse(MIN_WIDTH);
        StringBuilder text = new StringBuilder("       ");
        for (int replica = 0; replica < execution.replicas(); replica++) {
            text.append(pad(Execution.label(replica), width));
        }
        text.append('\n');
        for (Step<X, D, M> step : steps) {
            text.append(String.format("%s%4d  ", step.number() == marked ? ">" : " ", step.number()));
            text.append(pad("", step.replica() * width));
            text.append(pad(step.toString(), (execution.replicas() - step.replica()) * width));
            text.append(Execution.label(step.replica())).append(" = ");
            text.append(show(execution.subject(), step.after())).append('\n');
        }
        return text.toString();
    }

    private static <X> String show(Subject<X, ?, ?> subject, X state) {
        try {
            return subject.show(state);
        } catch (RuntimeException e) {
            return e.toString();
        }
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(text.isEmpty() ? 0 : 1, width - text.length()));
    }
}

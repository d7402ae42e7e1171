package io.crdt.laws;

import java.util.List;
import java.util.stream.Collectors;

/** A space-time diagram: a column a replica, a line a step, time runs downwards. */
final class Diagram {

    private static final int MIN_WIDTH = 8;
    private static final int MAX_WIDTH = 40;

    private Diagram() {}

    /**
     * A step.
     *
     * @param number what other steps call it by
     * @param replica which replica it happened to, from 0 on
     * @param what what happened
     * @param sees the numbers of the steps whose operations the replica has seen after
     * @param state what the replica has come to
     */
    record Line(int number, int replica, String what, List<Integer> sees, String state) {

        private String seen() {
            return sees.isEmpty() ? "-" : sees.stream().map(Object::toString).collect(Collectors.joining(" "));
        }
    }

    /** Returns the diagram of these steps; the one of the given number, if there is one, is marked. */
    static String of(List<Line> lines, int marked) {
        // A replica to which nothing has happened is as good as none.
        List<Integer> replicas =
                lines.stream().map(Line::replica).distinct().sorted().toList();
        int width = width(lines.stream().map(Line::what).toList());
        int seenWidth = width(lines.stream().map(Line::seen).toList());
        StringBuilder text = new StringBuilder(" step  ");
        replicas.forEach(replica -> text.append(pad(label(replica), width)));
        text.append(pad("sees", seenWidth)).append("state\n");
        for (Line line : lines) {
            text.append(String.format("%s%4d  ", line.number() == marked ? ">" : " ", line.number()));
            replicas.forEach(replica -> text.append(pad(replica == line.replica() ? line.what() : "│", width)));
            text.append(pad(line.seen(), seenWidth));
            text.append(label(line.replica()))
                    .append(" = ")
                    .append(line.state())
                    .append('\n');
        }
        return text.toString();
    }

    static String label(int replica) {
        return Character.toString('a' + replica);
    }

    private static int width(List<String> texts) {
        return 2
                + texts.stream()
                        .mapToInt(text -> Math.min(MAX_WIDTH, text.length()))
                        .reduce(MIN_WIDTH, Math::max);
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }
}

package io.crdt.demo;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a command wrote, and the status it ended with. */
record Captured(int status, String out, String err) {

    static Captured run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Main.run(new Console(new PrintWriter(out), new PrintWriter(err), Optional::empty), args);
        return new Captured(status, out.toString(), err.toString());
    }

    /** Runs the gossip demo briefly and without a warm-up. */
    static Captured gossip(String... args) {
        return run(Stream.of(List.of("gossip", "--no-warm-up"), List.of(args))
                .flatMap(List::stream)
                .toArray(String[]::new));
    }

    String lastLine() {
        return out.lines().reduce("", (before, line) -> line);
    }

    List<String> complaints() {
        return err.lines().toList();
    }
}

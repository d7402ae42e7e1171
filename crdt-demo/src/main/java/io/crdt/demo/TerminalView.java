package io.crdt.demo;

import io.crdt.demo.engine.Snapshot;
import io.crdt.demo.format.Numbers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;

/**
 * A table that is redrawn in place, one line a node.
 *
 * <p>Between two drawings the terminal is as it was found, with the cursor on the line below, so it may be left at any
 * moment: Ctrl-C needs no special care.
 */
final class TerminalView implements RunView {

    private static final String CUT = "- ".repeat(17) + " cut " + " -".repeat(20);
    private static final int BAR = 24;
    private static final int FALLBACK_COLUMNS = 80;
    private static final int FALLBACK_ROWS = 24;

    private final Terminal terminal;
    private final Display display;
    private final boolean colours;
    private String title = "";
    private String stepName = "";
    private long steps;
    private boolean closed;

    private TerminalView(Terminal terminal, boolean colours) {
        this.terminal = terminal;
        this.colours = colours;
        display = new Display(terminal, false);
    }

    /** Returns a view of standard output if it is a terminal on which something can be redrawn. */
    static Optional<RunView> ofStandardOutput() {
        String type = System.getenv("TERM");
        if (type == null || type.startsWith("dumb")) {
            return Optional.empty();
        }
        try {
            Terminal terminal = TerminalBuilder.builder()
                    .system(true)
                    .systemOutput(TerminalBuilder.SystemOutput.SysOut)
                    .dumb(false)
                    .graphemeCluster(false)
                    .build();
            return Optional.of(new TerminalView(terminal, System.getenv("NO_COLOR") == null));
        } catch (IOException | IllegalStateException e) {
            return Optional.empty(); // not a terminal
        }
    }

    @Override
    public synchronized void begin(String newTitle, long allSteps, String nameOfSteps) {
        title = newTitle;
        steps = allSteps;
        stepName = nameOfSteps;
        draw(List.of(styled(title, AttributedStyle.BOLD), AttributedString.EMPTY, new AttributedString("starting")));
    }

    @Override
    public synchronized void show(RunProgress progress) {
        if (closed) {
            return;
        }
        draw(frame(progress));
    }

    private void draw(List<AttributedString> frame) {
        Size now = terminal.getSize();
        Size size = Size.of(
                now.getColumns() > 0 ? now.getColumns() : FALLBACK_COLUMNS,
                now.getRows() > 0 ? now.getRows() : FALLBACK_ROWS);
        List<AttributedString> lines = new ArrayList<>(frame);
        int room = size.getRows() - 1;
        if (lines.size() > room) {
            int hidden = lines.size() - room + 1;
            lines.subList(room - 1, lines.size()).clear();
            lines.add(new AttributedString("... " + hidden + " more lines; make the window higher to see them"));
        }
        lines.replaceAll(line -> line.columnSubSequence(0, size.getColumns() - 1));
        lines.add(AttributedString.EMPTY); // where the cursor rests
        display.resize(size);
        display.update(lines, size.cursorPos(lines.size() - 1, 0));
        terminal.flush();
    }

    private List<AttributedString> frame(RunProgress progress) {
        List<AttributedString> lines = new ArrayList<>();
        lines.add(styled(title, AttributedStyle.BOLD));
        lines.add(AttributedString.EMPTY);
        lines.add(AttributedString.join(
                AttributedString.EMPTY,
                styled(
                        String.format(Locale.ROOT, "%-48s", progress.phase()),
                        progress.snapshot().isApart()
                                ? foreground(AttributedStyle.RED).bold()
                                : AttributedStyle.BOLD),
                new AttributedString(String.format(Locale.ROOT, " %8s", Numbers.seconds(progress.elapsedNanos())))));
        lines.add(new AttributedString(bar(progress.done()) + " " + Numbers.count(progress.done()) + " of "
                + Numbers.count(steps) + " " + stepName));
        lines.add(AttributedString.EMPTY);
        lines.add(styled(Table.header(), AttributedStyle.DEFAULT.faint()));
        int group = 0;
        List<String> rows = progress.rows();
        for (int i = 0; i < rows.size(); i++) {
            Snapshot.Seen seen = progress.snapshot().nodes().get(i);
            if (seen.group() != group) {
                group = seen.group();
                lines.add(styled(CUT, foreground(AttributedStyle.RED)));
            }
            lines.add(row(rows.get(i), seen));
        }
        return lines;
    }

    private AttributedString row(String text, Snapshot.Seen seen) {
        int state = text.length() - Table.state(seen).length();
        return AttributedString.join(
                AttributedString.EMPTY,
                new AttributedString(text.substring(0, state)),
                styled(
                        text.substring(state),
                        seen.behind() == 0 ? foreground(AttributedStyle.GREEN) : foreground(AttributedStyle.YELLOW)));
    }

    private String bar(long done) {
        int full = steps == 0 ? BAR : (int) (BAR * done / steps);
        return "[" + "#".repeat(full) + "-".repeat(BAR - full) + "]";
    }

    private AttributedString styled(String text, AttributedStyle style) {
        return colours ? new AttributedString(text, style) : new AttributedString(text);
    }

    private static AttributedStyle foreground(int colour) {
        return AttributedStyle.DEFAULT.foreground(colour);
    }

    @Override
    public boolean showsNodes() {
        return true;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            terminal.close();
        } catch (IOException e) {
            throw new IllegalStateException("the terminal could not be left as it was found", e);
        }
    }
}

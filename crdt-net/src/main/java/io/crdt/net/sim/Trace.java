package io.crdt.net.sim;

import io.crdt.net.protocol.Message;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What has happened: the latest events for people to read, and a hash over all of them to compare runs by. */
final class Trace {

    private static final int USUAL_LENGTH = 60;

    private final Agenda agenda;
    private final Deque<Line> lines = new ArrayDeque<>();
    private int length = USUAL_LENGTH;
    private long hash;

    /** Text is made of this only if somebody wants to read it. */
    private record Line(
            long at, String who, String what, @Nullable Object detail) {
        @Override
        public String toString() {
            return String.format("%8d ms  %-7s %s%s", at, who, what, detail == null ? "" : " " + detail);
        }
    }

    Trace(Agenda agenda) {
        this.agenda = agenda;
    }

    void add(String who, String what) {
        add(who, what, null, 0);
    }

    void add(String who, String what, Message message) {
        add(who, what, message, digest(message));
    }

    /**
     * Adds an event.
     *
     * @param detail an immutable object for people to read
     * @param digest what of the detail counts for the hash
     */
    void add(String who, String what, @Nullable Object detail, long digest) {
        lines.add(new Line(agenda.now(), who, what, detail));
        if (lines.size() > length) {
            lines.remove();
        }
        mix(agenda.now());
        mix(who.hashCode());
        mix(what.hashCode());
        mix(digest);
    }

    void keep(int newLength) {
        length = newLength;
    }

    long hash() {
        return hash;
    }

    private void mix(long value) {
        hash = (Long.rotateLeft(hash, 23) ^ value) * 0x9e3779b97f4a7c15L;
    }

    private static long digest(Message message) {
        if (message instanceof Message.Hello hello) {
            return hello.contextDigest() + hello.fingerprint();
        }
        if (message instanceof Message.Have have) {
            return have.context().digest() + (have.ask() ? 1 : 0);
        }
        if (message instanceof Message.Push push) {
            return push.delta().from().digest() * 31
                    + push.delta().to().digest()
                    + push.delta().entryCount();
        }
        if (message instanceof Message.Probe probe) {
            return probe.contextDigest() + probe.fingerprint();
        }
        if (message instanceof Message.Prune prune) {
            return prune.origins().hashCode();
        }
        if (message instanceof Message.Forked forked) {
            return forked.origins().hashCode();
        }
        return 1;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }
}

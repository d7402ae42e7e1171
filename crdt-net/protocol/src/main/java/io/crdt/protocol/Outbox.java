package io.crdt.protocol;

import java.util.ArrayList;
import java.util.List;

/** What comes of one event: the time it happens at, and what is to be done about it so far. */
final class Outbox {

    private final List<Effect> effects = new ArrayList<>();
    private long now;

    void begin(long nowMillis) {
        now = nowMillis;
        effects.clear();
    }

    long now() {
        return now;
    }

    void report(Effect effect) {
        effects.add(effect);
    }

    /** Sends a message on a link, which is busy from now on. */
    void send(LinkState link, Message message) {
        link.busy = true;
        link.saidAt = now;
        effects.add(new Effect.Send(link.id, message));
    }

    List<Effect> effects() {
        return List.copyOf(effects);
    }
}

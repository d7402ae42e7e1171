package io.crdt.protocol;

import java.util.ArrayList;
import java.util.List;

/** The effects of one event so far, and the time at which it happens. */
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

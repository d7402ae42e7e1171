package io.crdt.protocol;

import io.crdt.replica.ReplicaId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The links of a replica: found by number, by chance, by when something is due on them, and by whether the present event
 * has touched them. What an event costs does not depend on how many there are.
 */
final class LinkTable {

    private final Outbox outbox;
    private final RandomGenerator random;
    private final Map<Integer, LinkState> byId = new TreeMap<>();
    private final List<LinkState> open = new ArrayList<>();
    private final NavigableSet<LinkState> byAlarm = new TreeSet<>(
            Comparator.<LinkState>comparingLong(link -> link.alarmAt).thenComparingInt(link -> link.id));
    private final Set<LinkState> touched = new LinkedHashSet<>();
    private final List<Consumer<LinkState>> watchers = new ArrayList<>();

    LinkTable(Outbox outbox, RandomGenerator random) {
        this.outbox = outbox;
        this.random = random;
    }

    /** From now on the action is called with every link that has gone. */
    void whenGone(Consumer<LinkState> action) {
        watchers.add(action);
    }

    @Nullable
    LinkState get(int id) {
        return byId.get(id);
    }

    boolean has(LinkState link) {
        return byId.get(link.id) == link;
    }

    boolean isEmpty() {
        return byId.isEmpty();
    }

    Collection<LinkState> all() {
        return byId.values();
    }

    /** Returns the links whose peers have said who they are, in no order that means anything. */
    List<LinkState> open() {
        return open;
    }

    void add(LinkState link) {
        byId.put(link.id, link);
        touch(link);
    }

    void opened(LinkState link, ReplicaId replica) {
        link.replica = replica;
        link.openedAt = outbox.now();
        link.openIndex = open.size();
        open.add(link);
    }

    void remove(LinkState link) {
        if (!byId.remove(link.id, link)) {
            return;
        }
        byAlarm.remove(link);
        touched.remove(link);
        if (link.isOpen()) {
            LinkState last = open.remove(open.size() - 1);
            if (last != link) {
                open.set(link.openIndex, last);
                last.openIndex = link.openIndex;
            }
        }
        watchers.forEach(watcher -> watcher.accept(link));
    }

    /** Closes a link on which something is wrong, and tells the peer what. */
    void close(LinkState link, CloseReason reason) {
        remove(link);
        outbox.report(new Effect.Send(link.id, new Message.Bye(reason.kind(), reason.text())));
        outbox.report(new Effect.Close(link.id, reason));
    }

    /** Closes a link that is not needed; the peer finds out by itself. */
    void drop(LinkState link, CloseReason reason) {
        remove(link);
        outbox.report(new Effect.Close(link.id, reason));
    }

    /** Returns up to the given number of open links, chosen by chance. */
    List<LinkState> some(int most) {
        int count = Math.min(most, open.size());
        for (int i = 0; i < count; i++) {
            swap(i, i + random.nextInt(open.size() - i));
        }
        return List.copyOf(open.subList(0, count));
    }

    private void swap(int i, int j) {
        Collections.swap(open, i, j);
        open.get(i).openIndex = i;
        open.get(j).openIndex = j;
    }

    /** Something has happened to the link: there may be something to send on it, and its alarm may have moved. */
    void touch(LinkState link) {
        if (has(link)) {
            touched.add(link);
        }
    }

    /** Returns the next link that was touched and not looked at since, or null. */
    @Nullable
    LinkState nextTouched() {
        for (LinkState link : touched) {
            touched.remove(link);
            return link;
        }
        return null;
    }

    /** Sets when the link wants to be looked at if nothing happens to it until then. */
    void setAlarm(LinkState link, long at) {
        if (link.alarmAt != at) {
            byAlarm.remove(link);
            link.alarmAt = at;
            byAlarm.add(link);
        }
    }

    /** Returns when the first alarm goes off. */
    long firstAlarm() {
        return byAlarm.isEmpty() ? LinkState.NEVER : byAlarm.first().alarmAt;
    }

    /** Returns a link whose alarm has gone off by now, which it has no longer; or null. */
    @Nullable
    LinkState nextAlarmed() {
        if (firstAlarm() > outbox.now()) {
            return null;
        }
        LinkState link = byAlarm.first();
        byAlarm.remove(link);
        link.alarmAt = LinkState.NEVER;
        touch(link);
        return link;
    }
}

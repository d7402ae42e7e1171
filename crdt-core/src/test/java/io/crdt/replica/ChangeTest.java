package io.crdt.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.crdt.causal.Crdt;
import io.crdt.causal.Dot;
import io.crdt.causal.DotMap;
import io.crdt.causal.DotSet;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.Unit;
import io.crdt.type.Type;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChangeTest {

    /** Nested sets that count how often somebody asks what is at a key. */
    private record Counting(DotMap<Object, DotMap<Object, DotSet>> store, AtomicInteger asked)
            implements Crdt<Counting, DotMap<Object, DotMap<Object, DotSet>>> {
        @Override
        public Counting withStore(DotMap<Object, DotMap<Object, DotSet>> newStore) {
            return new Counting(newStore, asked);
        }

        @Override
        public @Nullable Object contentAt(Object key) {
            asked.incrementAndGet();
            return Crdt.super.contentAt(key);
        }
    }

    @Test
    void aKeyIsReadOnceHoweverManyPathsWereTouchedBelowIt() {
        Counting before = new Counting(DotMap.empty(DotMap.empty(DotSet.empty())), new AtomicInteger());
        Counting after = before;
        Set<Path> touched = new LinkedHashSet<>();
        for (int i = 1; i <= 100; i++) {
            Path path = Path.of("element" + i).under("key");
            after = after.withStore(after.store().with(path, new Dot(new Incarnation(1, 2), i), Unit.UNIT));
            touched.add(path);
        }
        Key<Counting> key = Key.of("counting", new Type<>("Counting", before, List.of()));
        assertNotNull(Change.between(key, before, after, touched, true));
        assertEquals(2, before.asked().get());
    }
}

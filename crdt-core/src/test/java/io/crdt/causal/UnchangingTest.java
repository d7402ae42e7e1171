package io.crdt.causal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.crdt.clock.Timestamp;
import io.crdt.payload.PayloadKind;
import io.crdt.replica.Key;
import io.crdt.replica.Payloads;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.type.LWWMap;
import io.crdt.type.MVRegister;
import io.crdt.type.ORMap;
import io.crdt.type.ORSet;
import io.crdt.type.Stamped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class UnchangingTest {

    private final Replica replica =
            new Replica(ReplicaId.random(new Random(1), "r"), ReplicaState.empty(), new Random(2), () -> 1_000_000L);

    @Test
    void aListThatChangesAfterItWasWrittenChangesNoReplica() {
        List<Object> inner = new ArrayList<>(List.of(1));
        List<Object> outer = new ArrayList<>(List.of(inner, Optional.of(inner)));
        Key<ORSet<Object>> set = Key.of("set", ORSet.type(Object.class));
        Key<LWWMap<String, Object>> map = Key.of("map", LWWMap.type(String.class, Object.class));
        Key<MVRegister<Object>> register = Key.of("register", MVRegister.type(Object.class));
        replica.update(set, (s, me) -> s.add(me, outer));
        replica.update(map, (m, me) -> m.put(me, "k", outer));
        replica.update(register, (r, me) -> r.set(me, outer));
        long fingerprint = replica.state().fingerprint();
        inner.add(2);
        outer.add(3);
        List<Object> written = List.of(List.of(1), Optional.of(List.of(1)));
        assertEquals(List.of(written), List.copyOf(replica.get(set).elements()));
        assertEquals(Optional.of(written), replica.get(map).get("k"));
        assertEquals(List.of(written), List.copyOf(replica.get(register).values()));
        assertEquals(fingerprint, replica.state().fingerprint());
    }

    @Test
    void aListThatCannotChangeIsNotCopied() {
        List<Object> list = List.of("a", List.of("b"));
        assertSame(list, new Stamped<Object>(1, list).value());
    }

    /** A class of the JDK that holds values is copied only if it is known to need that. */
    @Test
    void noContainerOfTheJdkIsForgotten() {
        Set<Class<?>> containers = Payloads.TABLE.kinds().stream()
                .map(PayloadKind::type)
                .filter(type -> type.getClassLoader() == null && type.getTypeParameters().length > 0)
                .collect(Collectors.toSet());
        assertEquals(Set.of(List.class, Optional.class), containers);
    }

    /** A reader of messages refuses it, so nobody may write it. */
    @Test
    void thereIsNoNegativeTime() {
        assertThrows(IllegalArgumentException.class, () -> new Stamped<>(-1, "v"));
        assertThrows(IllegalArgumentException.class, () -> new Timestamp(-1));
    }

    @Test
    void aMutatorOfANestedValueThatReturnsNullIsNamed() {
        Key<ORMap<String, ORSet<String>>> key = Key.of("m", ORMap.type(String.class, ORSet.type(String.class)));
        NullPointerException refusal = assertThrows(
                NullPointerException.class, () -> replica.update(key, (m, me) -> m.update(me, "k", (s, i) -> null)));
        assertEquals(
                "the update at the key k of a map returned null instead of Delta.none(); nothing was changed",
                refusal.getMessage());
    }
}

package io.crdt.net.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Incarnation;
import io.crdt.membership.Members;
import io.crdt.net.status.Problem;
import io.crdt.net.store.StoreException;
import io.crdt.net.transport.TransportException;
import io.crdt.protocol.CloseReason;
import io.crdt.replica.Clash;
import io.crdt.replica.ReplicaId;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProblemsTest {

    /** Ends a line, starts another one, and turns the text around. */
    private static final String HOSTILE = "x\r\nERROR forged \u2028\u202e\u0000";

    private final Problems problems = new Problems(new ReplicaId(0, 1, "node"));

    @Test
    void manyFailedDialsAndWordsOfPeersPushNoOtherProblemOut() {
        Problem full = new Problem.StoreFailed(StoreException.Kind.FULL, "the disk is full");
        problems.add(full);
        for (int i = 0; i < 100; i++) {
            problems.add(dial(i));
            problems.add(closed(i));
            problems.add(closed(i));
        }
        List<Problem> latest = problems.latest();
        assertEquals(full, latest.get(0));
        assertEquals(9, latest.size(), latest::toString);
        assertTrue(latest.contains(dial(99)), latest::toString);
        assertTrue(latest.contains(new Problem.More(97, "failed dials")), latest::toString);
        assertTrue(latest.contains(new Problem.More(97, "closed links")), latest::toString);
        assertEquals(
                "and 97 earlier closed links, which the log has", latest.get(7).text());
    }

    @Test
    void whatWasPushedOutByOthersLeavesRoomForItsKind() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 16; i++) {
                problems.add(new Problem.WatcherFailed("other " + round + "." + i));
            }
            problems.add(dial(0));
            assertTrue(problems.latest().contains(dial(0)));
            assertEquals(16, problems.latest().size());
        }
    }

    /** The log, the status and a page show a problem as its text; whatever peers choose as names, it is one line. */
    @ParameterizedTest
    @MethodSource("all")
    void eachIsOneLineThatSaysWhatWhoAndWhatToDo(Class<? extends Problem> kind) throws ReflectiveOperationException {
        Problem problem = make(kind);
        String text = problem.text();
        assertFalse(text.isBlank());
        assertFalse(text.matches("(?s).*[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}].*"), text);
        assertTrue(text.codePoints().allMatch(c -> c >= ' '), text);
        assertFalse(problem.describe().advice().isBlank(), "it says what to do");
        assertNotEquals(null, problem.describe().blame());
        assertEquals(problem, make(kind));
    }

    static Stream<Class<?>> all() {
        return Arrays.stream(Problem.class.getPermittedSubclasses());
    }

    private static Problem make(Class<? extends Problem> kind) throws ReflectiveOperationException {
        RecordComponent[] components = kind.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        return kind.getDeclaredConstructor(types)
                .newInstance(Arrays.stream(types).map(ProblemsTest::value).toArray());
    }

    private static Object value(Class<?> type) {
        return Stream.of(
                        HOSTILE,
                        7,
                        7L,
                        true,
                        TransportException.Kind.REFUSED,
                        StoreException.Kind.FULL,
                        new CloseReason.BadMessage(HOSTILE),
                        new Members.Ignored.Malformed(2, List.of(HOSTILE)),
                        new Incarnation(1, 2),
                        new Clash(HOSTILE, HOSTILE, HOSTILE),
                        Instant.EPOCH)
                .filter(each -> boxed(type).isInstance(each))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no value of " + type + " to try with"));
    }

    private static Class<?> boxed(Class<?> type) {
        return java.lang.invoke.MethodType.methodType(type).wrap().returnType();
    }

    private static Problem dial(int i) {
        return new Problem.DialFailed("stranger " + i, TransportException.Kind.REFUSED, "cannot dial stranger " + i);
    }

    private static Problem closed(int i) {
        return new Problem.LinkClosed("b", new CloseReason.SaidByPeer(CloseReason.Kind.OTHER, "word " + i));
    }
}

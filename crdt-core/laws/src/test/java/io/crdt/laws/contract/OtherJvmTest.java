package io.crdt.laws.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.laws.CrdtSpec;
import io.crdt.laws.Encoding;
import io.crdt.laws.Laws;
import io.crdt.laws.Mutator;
import io.crdt.type.EWFlag;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What counts as the answer of another JVM. */
class OtherJvmTest {

    private record Enable() implements Mutator<EWFlag> {
        @Override
        public Delta<EWFlag> apply(EWFlag flag, ReplicaContext me) {
            return flag.enable(me);
        }
    }

    private static final class OneByte implements CrdtSpec<EWFlag> {
        @Override
        public EWFlag empty() {
            return EWFlag.empty();
        }

        @Override
        public Mutator<EWFlag> randomOperation(RandomGenerator random) {
            return new Enable();
        }

        @Override
        public Optional<Encoding<EWFlag>> encoding() {
            return Optional.of(Encoding.of(flag -> new byte[] {(byte) (flag.isEnabled() ? 1 : 0)}, bytes -> empty()));
        }
    }

    @Test
    void whatTheOtherJvmPrintsBesideItsAnswerAccusesNoType() {
        Map<String, String> talkative = Map.of("JAVA_TOOL_OPTIONS", "-Dany=thing -Xlog:startuptime,gc*:stdout");
        assertEquals(
                "digest " + Laws.of(new OneByte()).digest(0, 20), OtherJvm.ask(OneByte.class.getName(), talkative));
    }

    @Test
    void aJvmThatFailsIsQuotedWithItsStandardError() {
        String answer = OtherJvm.ask("no.such.Type", Map.of());
        assertTrue(answer.contains("ClassNotFoundException") && answer.contains("exit code 1"), answer);
    }
}

package example;

import io.crdt.laws.Law;
import io.crdt.laws.Laws;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Under JUnit alone. */
class FlagPlainTest {

    @ParameterizedTest
    @EnumSource
    void keepsTheLaw(Law law) {
        Laws.of(new FlagSpec()).only(law).check(1, 40);
    }
}

package example;

import io.crdt.laws.Subject;
import io.crdt.laws.contract.LawsContract;

/** Under jqwik. */
class FlagLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new FlagSpec();
    }
}

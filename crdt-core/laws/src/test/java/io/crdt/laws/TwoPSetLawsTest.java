package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;
import io.crdt.laws.spec.TwoPSetSpec;

class TwoPSetLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new TwoPSetSpec();
    }
}

package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;

class TwoPSetLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new TwoPSetSpec();
    }
}

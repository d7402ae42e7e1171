package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;

class GCounterLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new GCounterSpec();
    }
}

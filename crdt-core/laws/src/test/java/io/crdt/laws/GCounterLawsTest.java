package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;
import io.crdt.laws.spec.GCounterSpec;

class GCounterLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new GCounterSpec();
    }
}

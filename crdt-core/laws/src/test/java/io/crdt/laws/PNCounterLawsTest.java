package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;
import io.crdt.laws.spec.PNCounterSpec;

class PNCounterLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new PNCounterSpec();
    }
}

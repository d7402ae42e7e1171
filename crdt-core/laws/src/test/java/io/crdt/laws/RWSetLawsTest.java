package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;
import io.crdt.laws.spec.RWSetSpec;

class RWSetLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new RWSetSpec();
    }
}

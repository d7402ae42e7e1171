package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;
import io.crdt.laws.spec.ORSetSpec;

class ORSetLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new ORSetSpec();
    }
}

package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;
import io.crdt.laws.spec.GSetSpec;

class GSetLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new GSetSpec();
    }
}

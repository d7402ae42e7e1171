package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;
import io.crdt.laws.spec.ORMapSpec;
import io.crdt.laws.spec.ORSetSpec;

class ORMapLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new ORMapSpec<>(new ORSetSpec());
    }
}

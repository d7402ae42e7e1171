package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;
import io.crdt.laws.spec.LWWMapSpec;
import io.crdt.laws.spec.ORMapSpec;

class ORMapOfLWWMapLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new ORMapSpec<>(new LWWMapSpec());
    }
}

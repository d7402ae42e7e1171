package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;

class ORMapOfResettableCounterLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new ORMapSpec<>(new ResettableCounterSpec());
    }
}

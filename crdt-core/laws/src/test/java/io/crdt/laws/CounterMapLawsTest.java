package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;
import io.crdt.laws.spec.CounterMapSpec;

class CounterMapLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new CounterMapSpec();
    }
}

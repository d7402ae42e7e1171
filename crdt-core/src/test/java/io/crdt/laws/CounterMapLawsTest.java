package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;

class CounterMapLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new CounterMapSpec();
    }
}

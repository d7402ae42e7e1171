package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;

class GSetLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new GSetSpec();
    }
}

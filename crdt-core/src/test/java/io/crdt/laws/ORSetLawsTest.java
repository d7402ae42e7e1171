package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;

class ORSetLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new ORSetSpec();
    }
}

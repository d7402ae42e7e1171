package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;

class RWSetLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new RWSetSpec();
    }
}

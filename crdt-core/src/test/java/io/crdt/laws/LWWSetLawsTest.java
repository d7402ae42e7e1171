package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;

class LWWSetLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new LWWSetSpec();
    }
}

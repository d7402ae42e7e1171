package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;
import io.crdt.laws.spec.LWWSetSpec;

class LWWSetLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new LWWSetSpec();
    }
}

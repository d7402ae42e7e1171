package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;
import io.crdt.laws.spec.MVMapSpec;

class MVMapLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new MVMapSpec();
    }
}

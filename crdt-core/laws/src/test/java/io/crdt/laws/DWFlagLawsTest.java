package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;
import io.crdt.laws.spec.DWFlagSpec;

class DWFlagLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new DWFlagSpec();
    }
}

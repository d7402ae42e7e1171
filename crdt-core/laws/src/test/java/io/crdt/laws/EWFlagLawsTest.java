package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;
import io.crdt.laws.spec.EWFlagSpec;

class EWFlagLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new EWFlagSpec();
    }
}

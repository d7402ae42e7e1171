package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;

class DWFlagLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new DWFlagSpec();
    }
}

package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;

class EWFlagLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new EWFlagSpec();
    }
}

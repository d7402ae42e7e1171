package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;
import io.crdt.laws.spec.MaxRegisterSpec;

class MaxRegisterLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new MaxRegisterSpec();
    }
}

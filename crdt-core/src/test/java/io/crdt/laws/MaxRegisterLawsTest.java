package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;

class MaxRegisterLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new MaxRegisterSpec();
    }
}

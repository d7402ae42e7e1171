package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;

class MinRegisterLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new MinRegisterSpec();
    }
}

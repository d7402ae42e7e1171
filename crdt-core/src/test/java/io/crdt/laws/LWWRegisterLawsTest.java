package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;

class LWWRegisterLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new LWWRegisterSpec();
    }
}

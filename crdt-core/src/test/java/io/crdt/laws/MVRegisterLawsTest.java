package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;

class MVRegisterLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new MVRegisterSpec();
    }
}

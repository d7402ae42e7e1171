package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;

class LatticeRegisterLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new LatticeRegisterSpec();
    }
}

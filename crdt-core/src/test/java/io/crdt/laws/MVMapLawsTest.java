package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;

class MVMapLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new MVMapSpec();
    }
}

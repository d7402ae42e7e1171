package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;

class PNCounterLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new PNCounterSpec();
    }
}

package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;

class ORMultiMapLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new ORMultiMapSpec();
    }
}

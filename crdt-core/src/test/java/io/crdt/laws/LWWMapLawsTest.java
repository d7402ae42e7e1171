package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;

class LWWMapLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new LWWMapSpec();
    }
}

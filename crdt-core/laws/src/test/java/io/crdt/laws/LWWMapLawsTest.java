package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;
import io.crdt.laws.spec.LWWMapSpec;

class LWWMapLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new LWWMapSpec();
    }
}

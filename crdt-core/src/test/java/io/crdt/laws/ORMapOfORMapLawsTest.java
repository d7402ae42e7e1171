package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;

class ORMapOfORMapLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new ORMapSpec<>(new ORMapSpec<>(new ORSetSpec()));
    }
}

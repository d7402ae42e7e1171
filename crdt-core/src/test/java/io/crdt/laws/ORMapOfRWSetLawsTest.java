package io.crdt.laws;

class ORMapOfRWSetLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new ORMapSpec<>(new RWSetSpec());
    }
}

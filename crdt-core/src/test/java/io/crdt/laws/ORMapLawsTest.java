package io.crdt.laws;

class ORMapLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new ORMapSpec<>(new ORSetSpec());
    }
}

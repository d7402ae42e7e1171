package io.crdt.laws;

class ORMapOfORMapLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new ORMapSpec<>(new ORMapSpec<>(new ORSetSpec()));
    }
}

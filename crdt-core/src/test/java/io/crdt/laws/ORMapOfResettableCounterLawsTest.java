package io.crdt.laws;

class ORMapOfResettableCounterLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new ORMapSpec<>(new ResettableCounterSpec());
    }
}

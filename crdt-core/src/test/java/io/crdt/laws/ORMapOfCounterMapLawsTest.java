package io.crdt.laws;

class ORMapOfCounterMapLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new ORMapSpec<>(new CounterMapSpec());
    }
}

package io.crdt.laws;

class CounterMapLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new CounterMapSpec();
    }
}

package io.crdt.laws;

class GCounterLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new GCounterSpec();
    }
}

package io.crdt.laws;

class ResettableCounterLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new ResettableCounterSpec();
    }
}

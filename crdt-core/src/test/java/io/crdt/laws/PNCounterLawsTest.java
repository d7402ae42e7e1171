package io.crdt.laws;

class PNCounterLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new PNCounterSpec();
    }
}

package io.crdt.laws;

class TwoPSetLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new TwoPSetSpec();
    }
}

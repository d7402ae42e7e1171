package io.crdt.laws;

class ORSetLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new ORSetSpec();
    }
}

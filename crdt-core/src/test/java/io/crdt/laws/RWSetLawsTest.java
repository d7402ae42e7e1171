package io.crdt.laws;

class RWSetLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new RWSetSpec();
    }
}

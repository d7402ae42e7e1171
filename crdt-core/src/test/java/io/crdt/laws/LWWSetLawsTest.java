package io.crdt.laws;

class LWWSetLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new LWWSetSpec();
    }
}

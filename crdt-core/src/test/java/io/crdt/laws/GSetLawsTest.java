package io.crdt.laws;

class GSetLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new GSetSpec();
    }
}

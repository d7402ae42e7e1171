package io.crdt.laws;

class ORMultiMapLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new ORMultiMapSpec();
    }
}

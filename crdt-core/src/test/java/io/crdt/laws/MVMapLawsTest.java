package io.crdt.laws;

class MVMapLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new MVMapSpec();
    }
}

package io.crdt.laws;

class LWWMapLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new LWWMapSpec();
    }
}

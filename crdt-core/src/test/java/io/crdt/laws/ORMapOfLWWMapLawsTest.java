package io.crdt.laws;

class ORMapOfLWWMapLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new ORMapSpec<>(new LWWMapSpec());
    }
}

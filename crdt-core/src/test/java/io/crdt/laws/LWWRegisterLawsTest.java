package io.crdt.laws;

class LWWRegisterLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new LWWRegisterSpec();
    }
}

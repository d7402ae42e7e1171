package io.crdt.laws;

class MVRegisterLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new MVRegisterSpec();
    }
}

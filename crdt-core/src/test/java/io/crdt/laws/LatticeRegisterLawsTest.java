package io.crdt.laws;

class LatticeRegisterLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new LatticeRegisterSpec();
    }
}

package io.crdt.laws;

class MaxRegisterLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new MaxRegisterSpec();
    }
}

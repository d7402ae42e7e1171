package io.crdt.laws;

class MinRegisterLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new MinRegisterSpec();
    }
}

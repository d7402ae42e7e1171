package io.crdt.laws;

class EWFlagLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new EWFlagSpec();
    }
}

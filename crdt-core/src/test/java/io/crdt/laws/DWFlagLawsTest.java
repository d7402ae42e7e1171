package io.crdt.laws;

class DWFlagLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new DWFlagSpec();
    }
}

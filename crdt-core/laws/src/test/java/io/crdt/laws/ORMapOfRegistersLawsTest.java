package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;
import io.crdt.laws.spec.DWFlagSpec;
import io.crdt.laws.spec.EWFlagSpec;
import io.crdt.laws.spec.LWWRegisterSpec;
import io.crdt.laws.spec.MVRegisterSpec;
import io.crdt.laws.spec.MaxRegisterSpec;
import io.crdt.laws.spec.MinRegisterSpec;
import io.crdt.laws.spec.ORMapSpec;
import net.jqwik.api.Group;

/** Maps of registers and flags, whose payload is what was written, so that a removal takes away exactly what it has seen. */
@SuppressWarnings("ClassCanBeStatic") // a group of jqwik is an inner class
class ORMapOfRegistersLawsTest {

    @Group
    class OfMaxRegister implements LawsContract {
        @Override
        public Subject<?, ?, ?> subject() {
            return new ORMapSpec<>(new MaxRegisterSpec());
        }
    }

    @Group
    class OfMinRegisterTwoDeep implements LawsContract {
        @Override
        public Subject<?, ?, ?> subject() {
            return new ORMapSpec<>(new ORMapSpec<>(new MinRegisterSpec()));
        }
    }

    @Group
    class OfLWWRegister implements LawsContract {
        @Override
        public Subject<?, ?, ?> subject() {
            return new ORMapSpec<>(new LWWRegisterSpec());
        }
    }

    @Group
    class OfMVRegister implements LawsContract {
        @Override
        public Subject<?, ?, ?> subject() {
            return new ORMapSpec<>(new MVRegisterSpec());
        }
    }

    @Group
    class OfEWFlag implements LawsContract {
        @Override
        public Subject<?, ?, ?> subject() {
            return new ORMapSpec<>(new EWFlagSpec());
        }
    }

    @Group
    class OfDWFlag implements LawsContract {
        @Override
        public Subject<?, ?, ?> subject() {
            return new ORMapSpec<>(new DWFlagSpec());
        }
    }
}

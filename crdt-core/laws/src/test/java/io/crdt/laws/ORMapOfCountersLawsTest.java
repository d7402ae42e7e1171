package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;
import io.crdt.laws.spec.CounterMapSpec;
import io.crdt.laws.spec.GCounterSpec;
import io.crdt.laws.spec.ORMapSpec;
import io.crdt.laws.spec.PNCounterSpec;
import net.jqwik.api.Group;

/** Maps of counters, which a removal resets exactly, to a depth of three. */
@SuppressWarnings("ClassCanBeStatic") // a group of jqwik is an inner class
class ORMapOfCountersLawsTest {

    @Group
    class OfGCounter implements LawsContract {
        @Override
        public Subject<?, ?, ?> subject() {
            return new ORMapSpec<>(new GCounterSpec());
        }
    }

    @Group
    class OfPNCounter implements LawsContract {
        @Override
        public Subject<?, ?, ?> subject() {
            return new ORMapSpec<>(new PNCounterSpec());
        }
    }

    @Group
    class OfCounterMap implements LawsContract {
        @Override
        public Subject<?, ?, ?> subject() {
            return new ORMapSpec<>(new CounterMapSpec());
        }
    }

    @Group
    class TwoDeep implements LawsContract {
        @Override
        public Subject<?, ?, ?> subject() {
            return new ORMapSpec<>(new ORMapSpec<>(new PNCounterSpec()));
        }
    }

    @Group
    class ThreeDeep implements LawsContract {
        @Override
        public Subject<?, ?, ?> subject() {
            return new ORMapSpec<>(new ORMapSpec<>(new ORMapSpec<>(new GCounterSpec())));
        }
    }
}

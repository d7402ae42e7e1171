package io.crdt.replica;

import io.crdt.payload.PayloadHash;
import io.crdt.payload.PayloadInput;
import io.crdt.payload.PayloadKind;
import io.crdt.payload.PayloadOutput;
import io.crdt.payload.PayloadTable;
import java.util.function.ToLongFunction;

/** The payloads that every replica knows, with the kind that only this package can add. */
public final class Payloads {

    /** The table that replicas and codecs share. */
    public static final PayloadTable TABLE = PayloadTable.BUILT_IN.with(new ReplicaIds());

    private Payloads() {}

    /** Names of replicas, which members are listed by. */
    private static final class ReplicaIds extends PayloadKind<ReplicaId> {

        private static final int NUMBER = 29;

        ReplicaIds() {
            super(ReplicaId.class, NUMBER);
        }

        @Override
        public void write(ReplicaId value, PayloadOutput out) {
            out.int8(NUMBER);
            out.int64(value.high());
            out.int64(value.low());
            out.string(value.label());
        }

        @Override
        public <E extends Exception> ReplicaId read(int number, PayloadInput<E> in) throws E {
            return new ReplicaId(in.int64(), in.int64(), in.string("the label of a replica"));
        }

        @Override
        public long hash(ReplicaId value, ToLongFunction<Object> ofPart) {
            long hash = PayloadHash.combine(PayloadHash.of(value.high()), value.low());
            return PayloadHash.combine(hash, PayloadHash.of(value.label()));
        }
    }
}

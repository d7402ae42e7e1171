package io.crdt.protocol;

import io.crdt.replica.ObjectId;

/** Which peers may write what. It is asked about each object that a message would change, just before that is committed. */
public interface Access {

    /** Everybody may write everything. */
    Access FREE = new Access() {
        @Override
        public boolean isRestricted(int link) {
            return false;
        }

        @Override
        public boolean mayWrite(int link, ObjectId object) {
            return true;
        }
    };

    /** Tells whether there may be anything that this peer may not write; if not, it need not be found out what it writes. */
    boolean isRestricted(int link);

    /** Tells whether this peer may write to the object, or pass on what others wrote to it. */
    boolean mayWrite(int link, ObjectId object);
}

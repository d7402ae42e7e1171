package io.crdt.codec;

/** A message that is written piece by piece, so that it need not be in memory as a whole. */
@FunctionalInterface
interface Pieces {

    /** Writes the next piece; returns false if there is none. */
    boolean writeNext();

    /** Returns the message that is one piece. */
    static Pieces of(Runnable whole) {
        return new Pieces() {
            private boolean done;

            @Override
            public boolean writeNext() {
                if (!done) {
                    done = true;
                    whole.run();
                    return true;
                }
                return false;
            }
        };
    }
}

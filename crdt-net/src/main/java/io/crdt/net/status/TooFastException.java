package io.crdt.net.status;

/**
 * An update was refused, since the store has not kept up with those before it: nothing was changed. Reading goes on, and so
 * does writing as soon as some of what is unsaved was saved: wait for the future of an earlier update, and try again.
 */
public final class TooFastException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    private final long unsavedBytes;
    private final long maxUnsavedBytes;

    /**
     * Creates the refusal of an update.
     *
     * @param updateBytes how many bytes it has
     * @param unsavedBytes how many bytes of earlier ones are not saved
     * @param maxUnsavedBytes how many there may be together
     * @param problem why nothing can be saved at present; empty if it can
     */
    public TooFastException(long updateBytes, long unsavedBytes, long maxUnsavedBytes, String problem) {
        super("an update of " + updateBytes + " bytes came while " + unsavedBytes
                + " bytes of earlier ones are not saved yet, and together they may be " + maxUnsavedBytes
                + " (LimitOptions.setMaxUnsavedBytes); nothing was changed. Wait for the futures of earlier updates, and try"
                + " again" + (problem.isEmpty() ? "" : ". Nothing can be saved at present: " + problem));
        this.unsavedBytes = unsavedBytes;
        this.maxUnsavedBytes = maxUnsavedBytes;
    }

    /** Returns how many bytes of earlier updates were not saved. */
    public long unsavedBytes() {
        return unsavedBytes;
    }

    /** Returns how many there may be. */
    public long maxUnsavedBytes() {
        return maxUnsavedBytes;
    }
}

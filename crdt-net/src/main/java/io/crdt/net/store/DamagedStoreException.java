package io.crdt.net.store;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that is not what a store wrote: damaged, or of another program. Nothing of it was taken for data. */
public final class DamagedStoreException extends StoreException {

    private static final long serialVersionUID = 1;

    /** Creates the exception: what is damaged in which file. */
    public DamagedStoreException(Path file, String what, @Nullable Throwable cause) {
        super(
                Kind.DAMAGED,
                file + " is damaged: " + what
                        + "; nothing of it was used and nothing was changed. A salvage may save what is"
                        + " left of it",
                cause);
    }
}

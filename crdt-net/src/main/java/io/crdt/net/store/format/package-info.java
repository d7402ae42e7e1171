/**
 * What the rows of a state are, whatever keeps them: the bytes of an entry's path and payload, shapes as text, the checksum
 * of a row, and the census that tells whether rows are missing. It knows no database.
 *
 * <p>Start with {@code EntryBytes}, then {@code Checksum}.
 */
@NullMarked
@CheckReturnValue
package io.crdt.net.store.format;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

/**
 * Records as values without a format written by hand.
 *
 * <p>Start with {@link io.crdt.net.record.RecordFormat}. Reflection stays in here, since the codec also runs where there is
 * none.
 */
@NullMarked
@CheckReturnValue
package io.crdt.net.record;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

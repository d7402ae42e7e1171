/**
 * JSON of Vert.x as values that replicate.
 *
 * <p>Start with {@link io.crdt.net.json.VertxJson}.
 */
@NullMarked
@CheckReturnValue
package io.crdt.net.json;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

/**
 * What a payload may be: one table of kinds, each with its number, how it is written, read and hashed, and whether it
 * carries a time. Code that hashes, encodes or orders payloads asks the table, so a kind that is added to it is known
 * everywhere.
 *
 * <p>Start with {@link io.crdt.payload.PayloadKind}; the kinds of this library stand in {@code BuiltInKinds}. Nothing here
 * knows how a link or a store numbers incarnations or packs times: a codec brings the {@link io.crdt.payload.PayloadOutput}
 * and the {@link io.crdt.payload.PayloadInput}.
 */
@NullMarked
@CheckReturnValue
package io.crdt.payload;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

/**
 * Messages and values as bytes. Decoding trusts nothing: every length is checked before anything is allocated for it, and
 * whatever is wrong with the bytes ends in a {@link io.crdt.codec.DecodeException}. Encoding is deterministic: the same
 * message gives the same bytes in every process.
 *
 * <p>Start with {@link io.crdt.codec.Codec}, which users have, and {@link io.crdt.codec.MessageCodec}. A frame becomes a
 * message in {@link io.crdt.codec.LinkDecoder}.
 */
@NullMarked
@CheckReturnValue
package io.crdt.codec;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

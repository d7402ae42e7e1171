/**
 * How figures are written for people.
 *
 * <p>Start with {@code Numbers}.
 */
@NullMarked
package io.crdt.demo.format;

import org.jspecify.annotations.NullMarked;

/**
 * What lies between the nodes of a demo, in the terminal as on the page: links that can be cut, slowed down and read along.
 *
 * <p>Start with {@code DemoNetwork}.
 */
@NullMarked
package io.crdt.demo.network;

import org.jspecify.annotations.NullMarked;

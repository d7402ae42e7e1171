/**
 * What can be chosen about a node: addresses, the data directory, limits, certificates, rules.
 *
 * <p>Start with {@link io.crdt.net.options.CrdtOptions}.
 */
@NullMarked
package io.crdt.net.options;

import org.jspecify.annotations.NullMarked;

/** What a newcomer runs: real nodes on real ports in one process, and a view of how they become equal. */
@NullMarked
package io.crdt.demo;

import org.jspecify.annotations.NullMarked;

/** How figures are written for people. */
@NullMarked
package io.crdt.demo.format;

import org.jspecify.annotations.NullMarked;

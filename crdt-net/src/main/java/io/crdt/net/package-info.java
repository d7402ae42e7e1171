/** A replica that gossips, on Vert.x: the classes that most users ever see. */
@NullMarked
package io.crdt.net;

import org.jspecify.annotations.NullMarked;

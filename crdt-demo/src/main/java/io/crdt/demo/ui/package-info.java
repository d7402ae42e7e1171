/**
 * The live dashboard: nodes whose network, disks and clocks a page can interfere with, and what is seen of them.
 *
 * <p>Start with {@code Dashboard}; {@code Controls} holds what a viewer can do.
 */
@NullMarked
package io.crdt.demo.ui;

import org.jspecify.annotations.NullMarked;

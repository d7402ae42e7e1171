/**
 * Serves a page and keeps it up to date; knows nothing of what the page is about.
 *
 * <p>Start with {@code WebServer}.
 */
@NullMarked
package io.crdt.demo.web;

import org.jspecify.annotations.NullMarked;

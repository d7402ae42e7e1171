package io.crdt.demo;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where a command writes to.
 *
 * @param out for results
 * @param err for what went wrong
 * @param terminal opens the view of the terminal, if there is one
 */
record Console(PrintWriter out, PrintWriter err, Supplier<Optional<RunView>> terminal) {}

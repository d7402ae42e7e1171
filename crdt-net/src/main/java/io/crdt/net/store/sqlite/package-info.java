/**
 * The store in a directory, kept by SQLite, and what can be done with such a directory beside opening it.
 *
 * <p>Start with {@link io.crdt.net.store.sqlite.SqliteStore}; a write becomes durable in {@code StateSaver}, a directory
 * becomes a state in {@code StateLoader}, and {@code Tables} says what an older directory is.
 * {@link io.crdt.net.store.sqlite.StoreFiles} looks at damaged directories and salvages them. Only this package knows SQL.
 */
@NullMarked
@CheckReturnValue
package io.crdt.net.store.sqlite;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

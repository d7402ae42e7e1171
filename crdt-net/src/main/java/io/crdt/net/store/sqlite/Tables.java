package io.crdt.net.store.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables of a database: how they are made, and how those of earlier formats become them. STORE.md says what stands in
 * each column.
 *
 * <p>An application that is upgraded must find what it had. So a database of an earlier format is rewritten when a store
 * opens it, in the transaction in which the store reads it: it is rewritten as a whole and found sound, or it stays what it
 * was. A reader must not write, and sees it through temporary views, which belong to the connection and not to the file.
 * Views and rewriting use the same expressions, so they cannot disagree. Checksums are copied, see
 * {@link io.crdt.net.store.format.Checksum}.
 *
 * <h2>What may come without another format</h2>
 *
 * A new table or column is a new format. But what only some directories have, a feature, is a bit in the head: a version
 * that does not know one that is set refuses the directory and changes nothing. So a directory that does not use a feature
 * can still be opened by the version before it. Prepared for are several spaces, each with rows of its own in every table;
 * and entries and removals that stand for a range of dots, beginning with the one in the key.
 */
final class Tables {

    /** The version of the tables, and of what is in their columns. */
    static final int FORMAT = 3;

    /** The first one that we still read. */
    static final int FIRST_FORMAT = 1;

    /** The only space so far; it stands for itself in all statements of this package. */
    static final String OF_SPACE = " WHERE space = 0";

    /**
     * A table.
     *
     * @param name its name
     * @param definition its columns and its key
     * @param second what its columns are in the second format, in their order here
     * @param first what they are in the first format
     */
    private record Table(String name, String definition, String second, String first) {

        Table(String name, String definition, String older) {
            this(name, definition, older, older);
        }

        String create() {
            return "CREATE TABLE " + name + " " + definition;
        }

        String selectFrom(String table, int format) {
            return "SELECT " + (format == 1 ? first : second) + " FROM " + table;
        }
    }

    private static final String SUMS = "entries, entry_sum, removals, removal_sum, origins, origin_sum";

    private static final List<Table> ALL = List.of(
            new Table(
                    "head",
                    "(space INTEGER PRIMARY KEY, features INTEGER NOT NULL, replica INTEGER NOT NULL,"
                            + " entries INTEGER NOT NULL, entry_sum INTEGER NOT NULL, removals INTEGER NOT NULL,"
                            + " removal_sum INTEGER NOT NULL, origins INTEGER NOT NULL, origin_sum INTEGER NOT NULL,"
                            + " cluster BLOB NOT NULL, crc INTEGER NOT NULL)",
                    "0 AS space, 0 AS features, replica, " + SUMS + ", cluster, crc",
                    "0 AS space, 0 AS features, replica, " + SUMS + ", x'' AS cluster, crc"),
            new Table(
                    "origin",
                    "(space INTEGER NOT NULL, id INTEGER NOT NULL, high INTEGER NOT NULL, low INTEGER NOT NULL,"
                            + " seq INTEGER NOT NULL, floor INTEGER NOT NULL, chain INTEGER NOT NULL,"
                            + " crc INTEGER NOT NULL, PRIMARY KEY (space, id)) WITHOUT ROWID",
                    "0 AS space, id, high, low, seq, floor, chain, crc"),
            new Table(
                    "object",
                    "(space INTEGER NOT NULL, id INTEGER NOT NULL, name BLOB NOT NULL, type BLOB NOT NULL,"
                            + " shape TEXT NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY (space, id)) WITHOUT ROWID",
                    "0 AS space, id, name, type, shape, crc"),
            new Table(
                    "entry",
                    "(space INTEGER NOT NULL, origin INTEGER NOT NULL, seq INTEGER NOT NULL, dots INTEGER NOT NULL,"
                            + " object INTEGER NOT NULL, content BLOB NOT NULL, crc INTEGER NOT NULL,"
                            + " PRIMARY KEY (space, origin, seq)) WITHOUT ROWID",
                    "0 AS space, origin, seq, 1 AS dots, object, content, crc"),
            new Table(
                    "removal",
                    "(space INTEGER NOT NULL, by_origin INTEGER NOT NULL, by_seq INTEGER NOT NULL,"
                            + " origin INTEGER NOT NULL, seq INTEGER NOT NULL, dots INTEGER NOT NULL,"
                            + " crc INTEGER NOT NULL, PRIMARY KEY (space, by_origin, by_seq, origin, seq)) WITHOUT ROWID",
                    "0 AS space, by_origin, by_seq, origin, seq, 1 AS dots, crc"));

    private Tables() {}

    static void create(Statement statement) throws SQLException {
        statement.execute("PRAGMA user_version = " + FORMAT);
        for (Table table : ALL) {
            statement.execute(table.create());
        }
    }

    /** Rewrites tables of an earlier format within the present transaction. */
    static void rewrite(Connection connection, int format) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (Table table : ALL) {
                String former = "former_" + table.name();
                statement.execute("ALTER TABLE " + table.name() + " RENAME TO " + former);
                statement.execute(table.create());
                statement.execute("INSERT INTO " + table.name() + " " + table.selectFrom(former, format));
                statement.execute("DROP TABLE " + former);
            }
            statement.execute("PRAGMA user_version = " + FORMAT);
        }
    }

    /** Shows tables of an earlier format to this connection as if they were of the present one; the file stays as it is. */
    static void view(Connection connection, int format) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (Table table : ALL) {
                statement.execute(
                        "CREATE TEMP VIEW " + table.name() + " AS " + table.selectFrom("main." + table.name(), format));
            }
        }
    }
}

package io.runfolio.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Brings a database's tables to the form that this program knows: the scripts {@code db/<dialect>/V1.sql}, {@code V2.sql} and so on, each once and in order, in one transaction. The table {@code schema_version} tells how
 * far it has come.
 */
final class Migrations {
    /** The newest script. */
    static final int NEWEST = 1;

    private Migrations() {}

    /**
     * Runs the scripts that are missing; the transaction is the caller's, and no one else writes meanwhile.
     *
     * @throws CatalogException if a newer program has changed the tables
     */
    static void run(Connection connection, Dialect dialect) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
            int version = version(statement);
            if (version > NEWEST) {
                throw new CatalogException(
                        "The catalog " + dialect.place()
                                + " was made by a newer version of Runfolio (its tables are of version "
                                + version + ", this program knows version " + NEWEST
                                + "). Use that version, or another runfolio.catalog.url: every catalog can be rebuilt from the bundles.",
                        null);
            }
            for (int next = version + 1; next <= NEWEST; next++) {
                for (String command : commands(dialect, next)) {
                    statement.execute(command);
                }
                statement.execute("DELETE FROM schema_version");
                statement.execute("INSERT INTO schema_version VALUES (" + next + ")");
            }
        }
    }

    /** Makes all tables in an empty database, without the indexes that are quicker to make once they are full: {@link #indexes}. */
    static void tables(Statement statement, Dialect dialect) throws SQLException {
        statement.execute("CREATE TABLE schema_version (version INTEGER NOT NULL)");
        statement.execute("INSERT INTO schema_version VALUES (" + NEWEST + ")");
        for (String command : commands(dialect)) {
            if (!isIndex(command)) {
                statement.execute(command);
            }
        }
    }

    /** Makes the indexes that {@link #tables} left out. */
    static void indexes(Statement statement, Dialect dialect) throws SQLException {
        for (String command : commands(dialect)) {
            if (isIndex(command)) {
                statement.execute(command);
            }
        }
    }

    private static boolean isIndex(String command) {
        return command.startsWith("CREATE INDEX");
    }

    private static List<String> commands(Dialect dialect) {
        return IntStream.rangeClosed(1, NEWEST)
                .boxed()
                .flatMap(version -> Stream.of(commands(dialect, version)))
                .toList();
    }

    private static String[] commands(Dialect dialect, int version) {
        return script(dialect, version).split(";\\s*\n");
    }

    /** Returns the version of a database's tables; 0 for an empty one. */
    private static int version(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT max(version) FROM schema_version")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static String script(Dialect dialect, int version) {
        String name = "/db/" + dialect.name() + "/V" + version + ".sql";
        try (InputStream in = Migrations.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read from the program itself", e);
        }
    }
}

package io.runfolio.catalog.sql;

import io.runfolio.catalog.CatalogException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tables of a catalog, created by the script {@code db/<dialect>/catalog.sql}.
 *
 * <p>There are no migrations: the tables of another version are dropped and created again, and the bundles fill them.
 */
public final class CatalogSchema {
    /** Version of the tables, stored in the table {@code schema_version}. */
    public static final int VERSION = 3;

    private static final Logger LOG = LoggerFactory.getLogger(CatalogSchema.class);

    /** Tables of every version so far. */
    private static final List<String> TABLES =
            List.of("runs", "items", "tags", "sources", "run_words", "inventory", "originals", "changes", "feeds");

    private CatalogSchema() {}

    /**
     * Creates the tables unless they are there in this version. Runs in the caller's transaction, as the only writer.
     *
     * @throws CatalogException if a newer program created the tables
     */
    static void prepare(Connection connection, SqlDialect dialect) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER)");
            OptionalInt version = version(statement);
            if (version.equals(OptionalInt.of(VERSION))) {
                return;
            }
            if (version.orElse(0) > VERSION) {
                throw new CatalogException(
                        "The catalog " + dialect.location() + " has tables of version " + version.getAsInt()
                                + ", and this program knows version " + VERSION
                                + ": it was made by a newer version of Runfolio. Use that version, or set"
                                + " runfolio.catalog.url to another catalog; it is filled from the bundles.",
                        null);
            }
            drop(statement);
            version.ifPresent(older -> LOG.info(
                    "the catalog {} has tables of version {}: it is rebuilt from the bundles",
                    dialect.location(),
                    older));
            createTables(statement, dialect);
            createIndexes(statement, dialect);
        }
    }

    private static void drop(Statement statement) throws SQLException {
        for (String table : TABLES) {
            statement.execute("DROP TABLE IF EXISTS " + table);
        }
        statement.execute("DROP TABLE schema_version");
    }

    /** Creates all tables in an empty database. Indexes are left out, as they are faster to create on full tables. */
    static void createTables(Statement statement, SqlDialect dialect) throws SQLException {
        statement.execute("CREATE TABLE schema_version (version INTEGER NOT NULL)");
        statement.execute("INSERT INTO schema_version VALUES (" + VERSION + ")");
        for (String command : commands(dialect)) {
            if (!isIndex(command)) {
                statement.execute(command);
            }
        }
    }

    /** Creates the indexes that {@link #createTables} leaves out. */
    static void createIndexes(Statement statement, SqlDialect dialect) throws SQLException {
        for (String command : commands(dialect)) {
            if (isIndex(command)) {
                statement.execute(command);
            }
        }
    }

    private static boolean isIndex(String command) {
        return command.startsWith("CREATE INDEX");
    }

    /** Returns the version of a database's tables; empty without tables. */
    private static OptionalInt version(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT max(version) FROM schema_version")) {
            rows.next();
            int version = rows.getInt(1);
            return rows.wasNull() ? OptionalInt.empty() : OptionalInt.of(version);
        }
    }

    private static List<String> commands(SqlDialect dialect) {
        String name = "/db/" + dialect.name() + "/catalog.sql";
        try (InputStream in = CatalogSchema.class.getResourceAsStream(name)) {
            return List.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).split(";\\s*\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read from the program's jar", e);
        }
    }
}

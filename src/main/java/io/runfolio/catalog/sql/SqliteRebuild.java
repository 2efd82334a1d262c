package io.runfolio.catalog.sql;

import io.runfolio.catalog.CatalogException;
import io.runfolio.catalog.FeedPosition;
import io.runfolio.files.DurableFiles;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteConfig;

/**
 * A SQLite file that is filled beside the catalog's and then takes the place of all that it holds. No other process
 * uses it until then, so it needs no journal and no flushes, and its indexes are made when its tables are full. The
 * catalog's own file stays the same one, so other processes may have it open.
 *
 * <p>Runs keep their keys, and the change feed is copied. Not thread-safe.
 */
final class SqliteRebuild implements AutoCloseable {
    private static final int CACHE_KIB = 64_000;
    private static final List<String> FAST_WORDS = List.of("'automerge', 0", "'hashsize', 33554432");
    private static final List<String> USUAL_WORDS = List.of("'automerge', 4", "'hashsize', 1048576");

    private final SqliteDialect catalog;
    private final Path file;
    private final Connection connection;
    private final Statement statement;
    private final RunWriter writer;

    /**
     * @param catalog the database to replace
     * @param place the database's file
     * @throws CatalogException if the new file cannot be written
     */
    SqliteRebuild(SqliteDialect catalog, Path place) {
        this.catalog = catalog;
        file = place.resolveSibling(place.getFileName() + ".rebuild");
        delete();
        try {
            connection = open();
        } catch (SQLException e) {
            throw trouble(e);
        }
        try {
            statement = connection.createStatement();
            statement.execute("ATTACH '" + place.toString().replace("'", "''") + "' AS old");
            statement.execute("PRAGMA main.page_size = " + pageBytes());
            CatalogSchema.createTables(statement, catalog);
            words(FAST_WORDS);
            statement.execute("CREATE TEMP VIEW numbered AS"
                    + " SELECT key, run_id, 1 AS here FROM main.runs UNION ALL SELECT key, run_id, 0 FROM old.runs");
            writer = new RunWriter(connection, catalog, "numbered", "here");
        } catch (SQLException e) {
            close();
            throw trouble(e);
        }
    }

    private Connection open() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.OFF);
        config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
        config.setCacheSize(-CACHE_KIB);
        return config.createConnection("jdbc:sqlite:" + file);
    }

    /** Pages are copied unchanged, so their size must be the same. */
    private int pageBytes() throws SQLException {
        try (ResultSet rows = statement.executeQuery("PRAGMA old.page_size")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private void words(List<String> options) throws SQLException {
        for (String option : options) {
            statement.execute("INSERT INTO run_words (run_words, rank) VALUES (" + option + ")");
        }
    }

    void put(List<RunRow> rows) {
        try {
            connection.setAutoCommit(false);
            writer.put(rows);
        } catch (SQLException e) {
            throw trouble(e);
        }
    }

    /**
     * Replaces the catalog's content.
     *
     * @param places positions in the feeds
     */
    void replaceCatalog(Map<String, FeedPosition> places) {
        try {
            connection.setAutoCommit(true);
            words(USUAL_WORDS);
            CatalogSchema.createIndexes(statement, catalog);
            for (Map.Entry<String, FeedPosition> place : places.entrySet()) {
                FeedPosition position = place.getValue();
                statement.execute("INSERT INTO feeds VALUES ('" + place.getKey() + "', " + position.bytes() + ", "
                        + position.checksum() + ")");
            }
        } catch (SQLException e) {
            throw trouble(e);
        }
        catalog.runExclusively(() -> {
            try {
                statement.execute("INSERT INTO main.changes SELECT * FROM old.changes");
                connection.close();
                catalog.restore(file);
                return null;
            } catch (SQLException e) {
                throw trouble(e);
            }
        });
    }

    private CatalogException trouble(SQLException failure) {
        return new CatalogException(
                "The catalog could not be rebuilt in " + file + " (" + failure.getMessage() + "): "
                        + catalog.advice(failure),
                failure);
    }

    private void delete() {
        DurableFiles.delete(file, file + " could not be deleted");
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw trouble(e);
        } finally {
            delete();
        }
    }
}

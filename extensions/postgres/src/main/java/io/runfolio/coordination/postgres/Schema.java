package io.runfolio.coordination.postgres;

import io.runfolio.files.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Tables of the coordination and their version. A user without the right to create tables may use existing ones. */
final class Schema {
    static final int VERSION = 8;

    private static final String FOLDER = "/db/coordination/";
    private static final long LOCK = 7_340_298_155L;

    private Schema() {}

    /** Creates or updates the tables if needed, and returns the name of their schema. */
    static String prepare(Connection connection) throws SQLException {
        if (version(connection) != VERSION) {
            // outside of the transaction, which sees only what was there when it began
            Sql.list(connection, "SELECT pg_advisory_lock(?)::text", row -> "", LOCK);
            try {
                updateInTransaction(connection);
            } finally {
                Sql.list(connection, "SELECT pg_advisory_unlock(?)", row -> "", LOCK);
            }
        }
        return Sql.first(connection, "SELECT current_schema()", row -> row.getString(1))
                .orElseThrow();
    }

    private static void updateInTransaction(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try {
            update(connection);
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static void update(Connection connection) throws SQLException {
        int version = version(connection);
        if (version > VERSION) {
            throw new StorageException(
                    "The tables of the coordination were made by a newer version of Runfolio: update this one.", null);
        }
        for (int next = version + 1; next <= VERSION; next++) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(script(next));
            }
        }
        Sql.update(connection, "CREATE TABLE IF NOT EXISTS runfolio_coordination (version integer NOT NULL)");
        Sql.update(connection, "DELETE FROM runfolio_coordination");
        Sql.update(connection, "INSERT INTO runfolio_coordination VALUES (?)", VERSION);
    }

    private static int version(Connection connection) throws SQLException {
        boolean exists = Sql.first(
                        connection, "SELECT to_regclass('runfolio_coordination') IS NOT NULL", row -> row.getBoolean(1))
                .orElse(false);
        return exists
                ? Sql.first(connection, "SELECT version FROM runfolio_coordination", row -> row.getInt(1))
                        .orElse(0)
                : 0;
    }

    private static String script(int version) {
        try (InputStream script = Schema.class.getResourceAsStream(FOLDER + version + ".sql")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new StorageException("The tables of version " + version + " cannot be read", e);
        }
    }
}

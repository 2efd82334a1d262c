package io.runfolio.catalog.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Replaces tables of a catalog by those of an imaginary older version. */
public final class OlderTables {
    private OlderTables() {}

    public static void replace(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE items");
            statement.execute("CREATE TABLE items (name TEXT)");
            statement.execute("DROP TABLE feeds");
            statement.execute("UPDATE schema_version SET version = 0");
        }
    }
}

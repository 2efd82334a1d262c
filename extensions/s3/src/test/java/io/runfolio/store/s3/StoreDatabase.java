package io.runfolio.store.s3;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL server with a schema for each test. */
final class StoreDatabase implements AutoCloseable {
    private final EmbeddedPostgres server;

    StoreDatabase() throws IOException {
        server = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
    }

    String url(String schema) {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres?currentSchema=" + schema;
    }

    Connection connect(String schema) throws SQLException {
        Connection connection = server.getPostgresDatabase().getConnection();
        connection.setSchema(schema);
        return connection;
    }

    void execute(String schema, String sql) throws SQLException {
        try (Connection connection = connect(schema);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Returns the first column of a query. */
    List<String> rows(String schema, String sql) {
        try (Connection connection = connect(schema);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (found.next()) {
                rows.add(found.getString(1));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
